import TFXRanks
import Testing

/// The environment tells who has started the program, and the hosts which processors there are.
@Suite struct LauncherTests {
  @Test func aProcessByItselfHasNoLauncher() throws {
    #expect(try Launcher([:]) == nil)
    #expect(try Launcher(["OMPI_COMM_WORLD_SIZE": "1", "OMPI_COMM_WORLD_RANK": "0"]) == nil)
    #expect(try Launcher(["PMI_SIZE": "1", "PMI_RANK": "0"]) == nil)
    #expect(try Launcher(["SLURM_STEP_NUM_TASKS": "1", "SLURM_PROCID": "0"]) == nil)
    #expect(try Launcher(["SLURM_STEP_NUM_TASKS": "1", "PMIX_RANK": "0"]) == nil)
  }

  @Test func launchersAreKnownByWhatTheySet() throws {
    let openMPI = try Launcher(["OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_RANK": "3"])
    #expect(openMPI?.name == "Open MPI's mpirun")
    #expect(openMPI?.size == 4)
    #expect(openMPI?.rank == 3)
    let mpich = try Launcher(["PMI_SIZE": "2", "PMI_RANK": "1"])
    #expect(mpich?.name == "MPICH's mpirun")
    let slurm = try Launcher(["PMIX_RANK": "2", "SLURM_STEP_NUM_TASKS": "8"])
    #expect(slurm?.name == "srun")
    #expect(slurm?.size == 8)
    #expect(Launcher.rank(["SLURM_PROCID": "5"]) == 5)
    #expect(Launcher.rank([:]) == 0)
  }

  @Test func tasksWithoutAMeetingAreRefused() {
    #expect(throws: RankError.noMeeting(tasks: 3)) {
      try Launcher(["SLURM_STEP_NUM_TASKS": "3", "SLURM_PROCID": "1"])
    }
  }

  @Test func messagesSayWhatToDo() {
    let errors: [RankError] = [
      .missingLibrary(
        launcher: "Open MPI's mpirun", reasons: ["libmpi.so.40: cannot open shared object file"]),
      .alone(launcher: "MPICH's mpirun", expected: 2, found: 1, library: "libmpi.so.40"),
      .noMeeting(tasks: 4), .library(code: 14), .deserted(rank: 0, waitingFor: 3),
    ]
    let text = errors.map { "\($0)\n  \($0.help ?? "-")" }.joined(separator: "\n")
    #expect(
      text == """
        Open MPI's mpirun has started several processes, but no MPI library can be opened
            libmpi.so.40: cannot open shared object file
          install the library of the launcher on every host (Debian: libopenmpi3 for Open MPI, mpich \
        for MPICH), or add its folder to LD_LIBRARY_PATH
        MPICH's mpirun has started 2 processes, but for libmpi.so.40 there is 1
          launcher and library must belong together: call the mpirun of the library that is \
        installed, such as mpirun.openmpi, or give the other library's folder in LD_LIBRARY_PATH
        srun has started 4 tasks that do not see each other
          start them with srun --mpi=pmix; to train each by itself, unset SLURM_STEP_NUM_TASKS
        MPI has failed with error 14
          -
        rank 0 was asked to end while it waited for rank 3
          the launcher says which rank has ended; add --resume to go on
        """)
  }

  @Test func ranksShareTheProcessorsOfTheirHost() {
    func share(_ host: String, _ processors: [Int]) -> ProcessorShare {
      ProcessorShare(bytes: ProcessorShare(host: host, processors: processors).bytes)
    }
    let bound = [share("a", [0, 1]), share("a", [2, 3]), share("b b", [0, 1, 2, 3])]
    #expect(bound[2].host == "b b")
    #expect(ProcessorShare.threads(of: bound) == [2, 2, 4])
    #expect(ProcessorShare.oversubscriptions(bound, threads: [2, 2, 4]).isEmpty)
    let all = share("a", [0, 1, 2, 3])
    #expect(ProcessorShare.threads(of: [all, all]) == [2, 2])
    let one = share("a", [0])
    #expect(ProcessorShare.threads(of: [one, one, one]) == [1, 1, 1])
    #expect(
      ProcessorShare.oversubscriptions([one, one, one], threads: [1, 1, 1]) == [
        "3 ranks on a have 3 threads for 1 processor: they wait for each other"
      ])
    let own = ProcessorShare.ofThisProcess()
    #expect(!own.processors.isEmpty)
    #expect(ProcessorShare(bytes: own.bytes) == own)
  }
}
