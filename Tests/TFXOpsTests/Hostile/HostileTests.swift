import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Wrong and unusual inputs of every operation: they are taken, or refused with an error that names
/// operation, node, argument, what was expected and what was found. What traps ends the tests.
@Suite struct HostileTests {
  /// Operations that need a graph of their own around them, and have tests of their own.
  static let elsewhere: Set<String> = ["If", "While", "WhileGrad"]

  @Test func everyOperationIsTried() throws {
    let tried = Set(try Subject.catalogue(perType: 1).map(\.type)).union(Self.elsewhere)
    #expect(Set(opCatalog.map { $0.type }).subtracting(tried).sorted() == [])
  }

  @Test(arguments: Attempt.Knowledge.allCases)
  func wrongInputsAreRefused(_ knowledge: Attempt.Knowledge) throws {
    for subject in try Subject.catalogue(perType: 1) {
      for mutation in Mutation.all(of: subject.inputs) {
        if let complaint = Attempt.complaint(subject, mutation, knowledge) {
          Issue.record("\(subject.type), \(mutation.name): \(complaint)")
        }
      }
    }
  }

  @Test(arguments: Attempt.Knowledge.allCases)
  func wrongAttributesAreRefused(_ knowledge: Attempt.Knowledge) {
    for test in AttributeMutation.cases {
      for (name, attributes) in AttributeMutation.all(of: test.attributes) {
        if let complaint = Attempt.complaint(test, attributes, knowledge) {
          Issue.record("\(test.name), \(name): \(complaint)")
        }
      }
    }
  }

  @Test func wrongArgumentsAreRefused() {
    for (name, build) in HostileArguments.whole {
      for number in [0, -1, -2, 100, 1 << 40, 1 << 62, Int.max, Int.min] {
        if let complaint = Attempt.complaint(name, number, build) {
          Issue.record("\(name) of \(number): \(complaint)")
        }
      }
    }
    for (name, build) in HostileArguments.real {
      for number in [0, -1, 0.5, 1, 1e300, -1e300, .nan, .infinity, -.infinity] {
        if let complaint = Attempt.complaint(name, number, build) {
          Issue.record("\(name) of \(number): \(complaint)")
        }
      }
    }
  }
}
