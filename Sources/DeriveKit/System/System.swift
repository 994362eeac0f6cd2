#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The operating system, as far as Derive needs it: files, standard streams, the terminal, the environment, threads.
/// No other file imports the C library.
package enum System {
  /// Why a file could not be read or written, in words.
  package struct Failure: Error, Hashable, Sendable {
    package var reason: String
    package init(reason: String) { self.reason = reason }
  }

  package enum PathKind: Sendable { case missing, file, folder, link, other }

  // MARK: - Files

  /// What a path names. With `followingLinks` a link counts as what it leads to.
  package static func kind(ofPath path: String, followingLinks: Bool) -> PathKind {
    var status = stat()
    guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return .missing }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    case S_IFLNK: return .link
    default: return .other
    }
  }

  /// The names in a folder, without `.` and `..`, in no order.
  package static func names(inFolder path: String) -> Result<[String], Failure> {
    guard let folder = opendir(path) else { return .failure(lastFailure()) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
          String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return .success(names)
  }

  package static func contents(ofFile path: String) -> Result<[UInt8], Failure> {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return .failure(lastFailure()) }
    defer { close(descriptor) }
    return contents(ofDescriptor: descriptor)
  }

  package static func standardInput() -> Result<[UInt8], Failure> { contents(ofDescriptor: STDIN_FILENO) }

  private static func contents(ofDescriptor descriptor: CInt) -> Result<[UInt8], Failure> {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 {
        bytes += buffer[..<count]
      } else if count == 0 {
        return .success(bytes)
      } else if errno != EINTR {
        return .failure(lastFailure())
      }
    }
  }

  /// Writes a whole file, in place of what was there.
  package static func write(_ text: String, toFile path: String) -> Failure? {
    write(toFile: path, O_WRONLY | O_CREAT | O_TRUNC) { write(text, to: $0) }
  }

  package static func write(bytes: [UInt8], toFile path: String) -> Failure? {
    write(toFile: path, O_WRONLY | O_CREAT | O_TRUNC) { descriptor in
      bytes.withUnsafeBufferPointer { write($0, to: descriptor) }
    }
  }

  /// Writes a new file. A file that is there stays as it is, and that is a failure.
  package static func create(_ text: String, atPath path: String) -> Failure? {
    write(toFile: path, O_WRONLY | O_CREAT | O_EXCL) { write(text, to: $0) }
  }

  private static func write(toFile path: String, _ flags: CInt, _ body: (CInt) -> Failure?) -> Failure? {
    let descriptor = open(path, flags, 0o666)
    guard descriptor >= 0 else { return lastFailure() }
    let failure = body(descriptor)
    let closed = close(descriptor)
    return failure ?? (closed == 0 ? nil : lastFailure())
  }

  /// Puts a text in the place of a file's: first whole into a file beside it, which then takes its name, so that a full
  /// disk or a crash loses nothing. Where no file can be made beside it, the file itself is written.
  package static func replace(_ text: String, atPath path: String) -> Failure? {
    // A link stays a link: what it leads to is replaced.
    guard let resolved = realpath(path, nil) else { return lastFailure() }
    defer { free(resolved) }
    let target = String(cString: resolved)
    var status = stat()
    guard stat(target, &status) == 0, access(target, W_OK) == 0 else { return lastFailure() }
    let beside = "\(target).\(getpid()).tmp"
    let descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    guard descriptor >= 0 else { return write(text, toFile: target) }
    var failure = write(text, to: descriptor)
    // The owner can be kept only by who may give files away.
    _ = fchown(descriptor, status.st_uid, status.st_gid)
    if failure == nil, fchmod(descriptor, status.st_mode & 0o7777) != 0 { failure = lastFailure() }
    if close(descriptor) != 0, failure == nil { failure = lastFailure() }
    if failure == nil, rename(beside, target) != 0 { failure = lastFailure() }
    if failure != nil { unlink(beside) }
    return failure
  }

  /// A new folder that only this user can read.
  package static func temporaryFolder() -> Result<String, Failure> {
    let parent = environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(parent)/derive-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return .failure(lastFailure()) }
    return .success(String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }

  /// Removes a folder with the files in it; one that holds folders stays.
  package static func removeFolder(_ path: String) {
    guard case .success(let names) = names(inFolder: path) else { return }
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  // MARK: - Standard streams

  package enum Stream: Sendable { case output, error }

  /// Writes to a standard stream. Nobody reading any more is no failure.
  package static func write(_ text: String, to stream: Stream) -> Failure? {
    write(text, to: stream == .output ? STDOUT_FILENO : STDERR_FILENO)
  }

  private static func write(_ text: String, to descriptor: CInt) -> Failure? {
    var text = text
    return text.withUTF8 { write($0, to: descriptor) }
  }

  private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: CInt) -> Failure? {
    var done = 0
    while done < bytes.count, let start = bytes.baseAddress {
      let count = writeBytes(descriptor, start + done, bytes.count - done)
      if count >= 0 {
        done += count
      } else if errno == EPIPE {
        return nil
      } else if errno == EAGAIN {
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&wait, 1, 1000)
      } else if errno != EINTR {
        return lastFailure()
      }
    }
    return nil
  }

  /// Writing to a closed pipe is an error to be looked at instead of the end of the program.
  package static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  /// The columns of the terminal that a standard stream is, or nil if it is none.
  package static func terminalColumns(_ stream: Stream) -> Int? {
    let descriptor = stream == .output ? STDOUT_FILENO : STDERR_FILENO
    guard isatty(descriptor) == 1 else { return nil }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  package static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  package static var processorCount: Int { max(1, Int(sysconf(CInt(_SC_NPROCESSORS_ONLN)))) }

  /// Ends the program: the one place where it does.
  package static func exit(_ status: Int32) -> Never {
    #if canImport(Darwin)
      Darwin.exit(status)
    #elseif canImport(Glibc)
      Glibc.exit(status)
    #elseif canImport(Musl)
      Musl.exit(status)
    #endif
  }

  // MARK: - Programs

  /// Where a program is, by the folders of `PATH`.
  package static func program(_ name: String) -> String? {
    (environment("PATH") ?? "").split(separator: ":").map { "\($0)/\(name)" }
      .first { kind(ofPath: $0, followingLinks: true) == .file && access($0, X_OK) == 0 }
  }

  /// Runs a program to its end and gives its exit status, 128 and more for one that was ended. It reads nothing; what it
  /// says goes to a file. After so many seconds it is stopped.
  package static func run(
    _ program: String, _ arguments: [String], output: String, seconds: Int
  ) -> Result<Int32, Failure> {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process = pid_t()
    let failed = posix_spawn(&process, program, &actions, nil, &words, environ)
    guard failed == 0 else { return .failure(Failure(reason: String(cString: strerror(failed)))) }
    var status: CInt = 0
    var waits = seconds * 50
    while true {
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process { break }
      if ended < 0, errno != EINTR { return .failure(lastFailure()) }
      waits -= 1
      if waits < 0 {
        kill(process, SIGKILL)
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return .failure(Failure(reason: "it was stopped after \(seconds) seconds"))
      }
      usleep(20_000)
    }
    let signal = status & 0x7F
    return .success(signal == 0 ? (status >> 8) & 0xFF : 128 + signal)
  }

  private static func lastFailure() -> Failure { Failure(reason: String(cString: strerror(errno))) }

  // MARK: - Threads

  /// What a thread may use of the stack. Only what it touches takes memory.
  private static let stackSizes = [512 << 20, 64 << 20, 8 << 20]

  /// Runs the body on a thread with a stack for deep recursion, and waits for it. Where no thread can be made, the body
  /// runs on the caller's.
  package static func onLargeStack<Value: Sendable>(_ body: @escaping @Sendable () -> Value) -> Value {
    let results = concurrently(count: 1, jobs: 1) { _ in body() }
    return results.first ?? body()
  }

  /// The values of `body` for 0, 1, …, computed on `jobs` threads, in order. `ready` is called with each value as soon
  /// as those before it are there, on the caller's thread.
  @discardableResult
  package static func concurrently<Value: Sendable>(
    count: Int, jobs: Int, _ body: @escaping @Sendable (Int) -> Value, ready: (Value) -> Void = { _ in }
  ) -> [Value] {
    let queue = WorkQueue<Value>(count: count)
    let work: @Sendable () -> Void = {
      while let index = queue.next() { queue.finish(index, body(index)) }
    }
    var threads: [pthread_t] = []
    for _ in 0..<min(jobs, count) {
      if let thread = startThread(work) { threads.append(thread) }
    }
    if threads.isEmpty { work() }
    var values: [Value] = []
    for index in 0..<count {
      let value = queue.value(at: index)
      values.append(value)
      ready(value)
    }
    for thread in threads { pthread_join(thread, nil) }
    return values
  }

  private static func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
    for size in stackSizes {
      if let thread = startedThread(Work(body), stackSize: size) { return thread }
    }
    return nil
  }
}

// MARK: - One thread

private final class Work: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func startedThread(_ work: Work, stackSize: Int) -> pthread_t? {
  let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
  defer { attributes.deallocate() }
  guard pthread_attr_init(attributes) == 0 else { return nil }
  defer { pthread_attr_destroy(attributes) }
  guard pthread_attr_setstacksize(attributes, stackSize) == 0 else { return nil }
  let pointer = Unmanaged.passRetained(work).toOpaque()
  #if canImport(Glibc)
    var thread = pthread_t()
    if pthread_create(&thread, attributes, runWork, pointer) == 0 { return thread }
  #else
    var thread: pthread_t?
    if pthread_create(&thread, attributes, runWork, pointer) == 0, let thread { return thread }
  #endif
  Unmanaged<Work>.fromOpaque(pointer).release()
  return nil
}

#if canImport(Darwin)
  private func runWork(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
    return nil
  }
#else
  private func runWork(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
    return nil
  }
#endif

/// Numbers to be worked on and the values that came out, shared by threads. All state is behind the mutex.
private final class WorkQueue<Value: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var upcoming = 0
  private var values: [Value?]

  init(count: Int) {
    values = Array(repeating: nil, count: count)
    mutex.initialize(to: pthread_mutex_t())
    changed.initialize(to: pthread_cond_t())
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  func next() -> Int? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    guard upcoming < values.count else { return nil }
    upcoming += 1
    return upcoming - 1
  }

  func finish(_ index: Int, _ value: Value) {
    pthread_mutex_lock(mutex)
    values[index] = value
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }

  /// Waits for it.
  func value(at index: Int) -> Value {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let value = values[index] { return value }
      pthread_cond_wait(changed, mutex)
    }
  }
}

/// The C library's `write`, which the functions of the same name hide.
private func writeBytes(_ descriptor: CInt, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
