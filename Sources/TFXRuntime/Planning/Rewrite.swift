package import TFXCore
package import TFXGraph
package import TFXOps

extension Program {
  /// Applies rewrites, one after the other. After each that changes something, unused operations go,
  /// and every node must still make what its readers take it to make.
  package mutating func rewrite(
    _ rewrites: some Sequence<any PlanRewrite>, _ options: LoweringOptions = LoweringOptions()
  ) {
    for rewrite in rewrites where rewrite.apply(to: &self, options) {
      removeUnused()
      PlanVerifier.verify(self, after: "\(type(of: rewrite))")
    }
  }
}

extension Session {
  /// The program of a request as the rewrites of a plan find it.
  package func simplified(
    _ fetches: [Output], targets: [Operation] = [], feeding feeds: [(Output, Shape)] = []
  ) throws(RunError) -> Program {
    var program = try Program(Session.request(fetches, targets, feeds), of: graph, config)
    program.simplify()
    return program
  }
}
