#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// CPU time that this process took so far, in milliseconds.
func ownMilliseconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) * 1e-6
}

func leave(status: Int32) -> Never { exit(status) }

#if canImport(Darwin)
  private typealias FileActions = posix_spawn_file_actions_t?
#else
  private typealias FileActions = posix_spawn_file_actions_t
#endif

/// Starts a program with its output going where `redirect` says.
private func start(
  _ program: String, _ arguments: [String], redirect: (inout FileActions) -> Void
) -> pid_t? {
  #if canImport(Darwin)
    var actions: FileActions = nil
  #else
    var actions = FileActions()
  #endif
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  redirect(&actions)
  var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
  words.append(nil)
  defer {
    for word in words { free(word) }
  }
  var process = pid_t()
  return posix_spawnp(&process, program, &actions, nil, words, environ) == 0 ? process : nil
}

/// Runs a program with its output thrown away, and says what CPU time it took, its start included, in milliseconds; nil
/// where it cannot be run or fails.
func milliseconds(running program: String, _ arguments: [String]) -> (user: Double, whole: Double)? {
  let process = start(program, arguments) { actions in
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
  }
  var status: Int32 = 0
  var usage = rusage()
  guard let process, wait4(process, &status, 0, &usage) == process, status == 0 else { return nil }
  func milliseconds(_ time: timeval) -> Double { Double(time.tv_sec) * 1e3 + Double(time.tv_usec) * 1e-3 }
  let user = milliseconds(usage.ru_utime)
  return (user, user + milliseconds(usage.ru_stime))
}

/// What a program prints; nil where it cannot be run or fails.
func output(of program: String, _ arguments: [String]) -> String? {
  var ends: [Int32] = [0, 0]
  guard pipe(&ends) == 0 else { return nil }
  let process = start(program, arguments) { actions in
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
  }
  close(ends[1])
  defer { close(ends[0]) }
  guard let process else { return nil }
  var bytes: [UInt8] = []
  var part = [UInt8](repeating: 0, count: 4096)
  while true {
    let count = read(ends[0], &part, part.count)
    if count <= 0 { break }
    bytes += part[..<count]
  }
  var status: Int32 = 0
  guard waitpid(process, &status, 0) == process, status == 0 else { return nil }
  return String(decoding: bytes, as: UTF8.self)
}
