import TFXKernels
import Testing

@Test func pool() { #expect(ThreadPool.threads > 0) }
