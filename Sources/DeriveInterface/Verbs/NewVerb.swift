import DeriveKit

/// `derive new NAME`.
struct NewVerb {
  let name: String
  let surroundings: Surroundings

  func run() -> Outcome {
    if name == "-" { return print(Starter.text(title: "A new problem", file: "problem.expr")) }
    let path = name.hasSuffix(".expr") ? name : name + ".expr"
    let file = name.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    if ["", ".", "..", ".expr"].contains(file) {
      surroundings.message(UsageError("'\(name)' is no name of a file", verb: .new).text)
      return .misuse
    }
    // A link that leads nowhere is there too.
    if surroundings.kind(path, false) != .missing {
      surroundings.message("\(path): error: it exists already, and stays as it is\n")
      return .misuse
    }
    if let failure = surroundings.create(Starter.text(title: title(of: file), file: path), path) {
      surroundings.message("\(path): error: cannot be written: \(failure.reason)\n")
      return .misuse
    }
    return print("\(path) is written; 'derive \(path)' shows its solution\n")
  }

  /// `least_squares.expr` is about "Least squares". Nothing in it ends the string that it stands in.
  private func title(of file: Substring) -> String {
    let words = file.hasSuffix(".expr") ? file.dropLast(5) : file
    let title = oneLine(String(words).replacing("_", with: " ").replacing("-", with: " ").replacing("\"", with: ""))
    return title.isEmpty ? "A new problem" : title.prefix(1).uppercased() + title.dropFirst()
  }

  private func print(_ text: String) -> Outcome {
    guard let failure = surroundings.output(text) else { return .succeeded }
    surroundings.message("error: standard output cannot be written: \(failure.reason)\n")
    return .misuse
  }
}

/// The problem that a newcomer begins with: every kind of statement once, and what it is for.
enum Starter {
  static func text(title: String, file: String) -> String {
    """
    # \(oneLine(file)): 'derive FILE' shows the solution, 'derive check FILE' decides the claims.

    problem "\(title)"

    # What is given. Sizes stay symbols: nothing is evaluated at a number. Other types are positive, binary,
    # real in (0, 1), symmetric[N], onehot[K].
    size  N
    given w, b : real
    given x, y : real[N]

    # What is defined: a vector by its components, then a number. sum binds its index.
    let r[n] = w*x[n] + b - y[n]
    let E    = 1/2*sum(n, r[n]^2)

    note \"""
    Prose stands where it is wanted, in Markdown, with formulas such as $E(w, b)$.
    \"""

    # What is to be worked out. A comment that begins with an equals sign says what must be printed; without it
    # every answer is taken.
    derive d(E, w)                       #= sum(n, r[n]*x[n])
    derive H = hessian(E, (w, b))

    # What is claimed. prove needs a proof, check takes random points that never contradict it, refute a
    # counterexample.
    prove d(E, b) = sum(n, r[n])
    check convex(E, (w, b))
    refute E > 0                         # a line through all points has no error

    """
  }
}
