#if os(Linux)
  import Foundation
  import Testing

  /// All fenced blocks of README.md and of the pages in `docs`: each is run by something, or stands in a list
  /// with the reason why it is not.
  @Suite struct BlockTests {
    static let pages: [Page] = {
      let folder = Page.root.appending(path: "docs")
      let names = FileManager.default.enumerator(atPath: folder.path)?.allObjects ?? []
      return [Page("README.md")]
        + names.compactMap { $0 as? String }.filter { $0.hasSuffix(".md") }.sorted()
        .map { Page("docs/\($0)") }
    }()

    /// Who runs which blocks.
    static let runners: [(name: String, runs: @Sendable (Page, Page.Block) -> Bool)] = [
      ("SessionTests", SessionTests.runs),
      ("UsageTests", UsageTests.runs),
      ("GuideTests", GuideTests.runs),
      ("a configuration of GuideTests", GuideTests.reads),
      ("GuideTests", GuideTests.isConfiguration),
      (
        "GuideTests",
        { page, block in
          ["runs/mnist_cnn/", "Package.swift", "configs/iris.yaml:"].contains {
            page.name == "README.md" && block.text.hasPrefix($0)
          } || (page.name == "docs/graphs.md" && block.language == "yaml")
        }
      ),
      (
        "InitRunTests",
        { page, block in page.name == "docs/init.md" && block.language == "yaml" }
      ),
      ("ClusterGuideTests", ClusterGuideTests.runs),
      ("ExampleTests, and scripts/test", ExampleTests.runs),
      ("SwiftSnippetTests", { _, block in SwiftSnippetTests.runs(block) }),
      (
        "a script",
        { page, block in block.language == "python" && BlockTests.scripts[page.name] != nil }
      ),
    ]

    /// What runs the Python of pages: it needs packages, TensorFlow's among them.
    static let scripts = [
      "README.md": ["Tests/TensorBoard/frontpage.py"],
      "docs/keras.md": ["Tests/Interop/pages.py"],
      "docs/tensorflow1.md": ["Tests/Interop/pages.py"],
      "docs/server.md": ["Tests/Interop/guide.py", "Tests/Interop/guide_cluster.py"],
    ]

    /// What nobody runs: the page, how the block begins, and why.
    static let exceptions: [(page: String, begin: String, reason: String)] = [
      ("docs/architecture.md", "flowchart ", "a picture"),
      (
        "docs/recipes.md", "photos/circles/001.png",
        "a picture of folders, which SessionTests makes"
      ),
      ("docs/cluster.md", "#!/bin/bash\n#SBATCH", "Slurm's; the page says that it was not tried"),
      ("docs/benchmarks.md", "Benchmarks/run ", "an hour, with gigabytes of other frameworks"),
      ("docs/tables.md", "python3 -m venv Benchmarks", "half an hour, with 90 MB of tables"),
      ("docs/swift.md", "swift run --package-path", "scripts/test runs these packages in this way"),
      ("docs/server.md", "$ scripts/tfx server", "Server/Tests and Tests/Interop start servers so"),
      ("docs/server.md", "tfx server\n", "Server/Tests starts one with each of these"),
      ("docs/server.md", "ps: [", "Tests/Interop/guide_cluster.py compares it with its program"),
      (
        "docs/tensorflow1.md", "$ scripts/tfx server",
        "Tests/Interop runs the page's programs by one"
      ),
      ("docs/tensorflow1.md", "session = tf.Session(\"grpc", "Tests/Interop/pages.py writes that"),
      (
        "docs/keras.md", "tfx train config.yaml --weights",
        "Tests/Interop/pages.py makes such a file; TrainTests begin with weights"
      ),
    ]

    @Test func thereAreBlocks() {
      #expect(BlockTests.pages.map(\.blocks.count).reduce(0, +) > 150)
    }

    @Test(arguments: pages)
    func eachIsRun(_ page: Page) {
      for block in page.blocks {
        let place = "\(page.name):\(block.line)"
        let isRun = BlockTests.runners.contains { $0.runs(page, block) }
        let isException = BlockTests.exceptions.contains {
          $0.page == page.name && block.text.hasPrefix($0.begin)
        }
        #expect(isRun || isException, "nothing runs \(place), \(block.language)")
        #expect(!(isRun && isException), "\(place) is run, and excepted")
        #expect(!block.language.isEmpty, "\(place) does not say what it is")
      }
    }

    @Test func exceptionsAreThere() {
      for exception in BlockTests.exceptions {
        #expect(
          BlockTests.pages.contains { page in
            page.name == exception.page
              && page.blocks.contains { $0.text.hasPrefix(exception.begin) }
          }, "\(exception)")
      }
    }

    /// A script names the page that it runs, and stands in the folder of one of `scripts`.
    @Test func scriptsReadThePages() throws {
      for (page, scripts) in BlockTests.scripts {
        for script in scripts {
          let text = try String(contentsOf: Page.root.appending(path: script), encoding: .utf8)
          let name = URL(filePath: page).lastPathComponent
          #expect(text.contains("\"\(name)\""), "\(script): \(page)")
        }
      }
    }
  }
#endif
