/// What has started several processes of the program, as the environment tells.
package struct Launcher: Hashable, Sendable {
  /// Whose it is, for messages.
  package var name: String
  /// How many processes there are.
  package var size: Int
  /// The number of this one.
  package var rank: Int
  /// The libraries to look for, the likeliest first.
  var libraries: [MPILibrary]

  /// The variables of the environment that it goes by.
  package static let variables =
    rankVariables + ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_SIZE", "SLURM_STEP_NUM_TASKS"]
  private static let rankVariables = [
    "OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK", "SLURM_PROCID",
  ]

  /// The launcher that an environment tells of; nil if the process is alone.
  ///
  /// - Throws: ``RankError/noMeeting(tasks:)`` for tasks of Slurm that cannot find each other.
  package init?(_ environment: [String: String]) throws(RankError) {
    func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
    func start(_ name: String, _ size: Int, _ rank: Int?, _ libraries: [MPILibrary]) -> Launcher? {
      size > 1 ? Launcher(name: name, size: size, rank: rank ?? 0, libraries: libraries) : nil
    }
    let tasks = number("SLURM_STEP_NUM_TASKS")
    let launcher: Launcher?
    if let size = number("OMPI_COMM_WORLD_SIZE") {
      launcher = start(
        "Open MPI's mpirun", size, number("OMPI_COMM_WORLD_RANK"), MPILibrary.openMPI)
    } else if let size = number("PMI_SIZE") {
      launcher = start(
        "MPICH's mpirun", size, number("PMI_RANK"), MPILibrary.mpich + MPILibrary.standard)
    } else if let rank = number("PMIX_RANK") {
      // Of the launchers with PMIx alone, Slurm says how many there are.
      launcher = start(
        tasks == nil ? "the launcher" : "srun", tasks ?? number("PMIX_SIZE") ?? 2, rank,
        MPILibrary.openMPI + MPILibrary.mpich + MPILibrary.standard)
    } else if let tasks, tasks > 1 {
      throw .noMeeting(tasks: tasks)
    } else {
      launcher = nil
    }
    guard let launcher else { return nil }
    self = launcher
  }

  /// The rank that the environment tells of, whatever the launcher; 0 if it tells of none.
  package static func rank(_ environment: [String: String]) -> Int {
    for name in rankVariables {
      if let rank = environment[name].flatMap({ Int($0) }) { return rank }
    }
    return 0
  }

  private init(name: String, size: Int, rank: Int, libraries: [MPILibrary]) {
    (self.name, self.size, self.rank, self.libraries) = (name, size, rank, libraries)
  }
}
