/// A statement as it is written.
package struct SyntaxStatement: Sendable {
  package var kind: Kind
  /// From its first word to its end.
  package var site: Site

  package enum Kind: Sendable {
    case problem(String)
    case note(String)
    case size([SyntaxName])
    case given([SyntaxName], SyntaxType)
    case random([SyntaxName], SyntaxDistribution)
    case function([SyntaxName], parameters: [SyntaxType], result: SyntaxType)
    case assume([SyntaxID], under: [SyntaxID])
    case define(SyntaxTarget, SyntaxID)
    case derive(SyntaxTarget?, SyntaxID, answer: SyntaxID?)
    case claim(Statement.Keyword, SyntaxClaim)
    /// What could not be read; the names in it count as declared.
    case faulty(names: [Int32])
  }
}

/// A name where it is declared.
package struct SyntaxName: Sendable {
  package var name: Int32
  package var site: Site
  package var latex: String?
}

/// `kind[size, …] in bounds`.
package struct SyntaxType: Sendable {
  package var name: Int32
  package var nameSite: Site
  package var sizes: [SyntaxID]
  /// An interval or a range.
  package var bounds: SyntaxID?
  package var site: Site
}

/// `family(parameter, …)[size, …] iid`.
package struct SyntaxDistribution: Sendable {
  package var name: Int32
  package var nameSite: Site
  package var parameters: [SyntaxID]
  package var sizes: [SyntaxID]
  package var isIID: Bool
  package var site: Site
}

/// What a `let` or `derive` defines.
package struct SyntaxTarget: Sendable {
  package var name: SyntaxName
  package var form: Form
  package var site: Site

  package enum Form: Sendable {
    case value
    case components([SyntaxBinder])
    case function([SyntaxParameter])
    /// `u[0]`.
    case start(Int)
    /// `u[t+1]`.
    case next(SyntaxName)
  }
}

/// `i`, or `i : a..b`, in a target.
package struct SyntaxBinder: Sendable {
  package var name: SyntaxName
  package var range: SyntaxID?
}

/// `x`, or `x : type`, in a target.
package struct SyntaxParameter: Sendable {
  package var name: SyntaxName
  package var type: SyntaxType?
}

/// `e where s if a, b`, in which `e` is a chain of relations, a predicate, or a call.
package struct SyntaxClaim: Sendable {
  package var subject: SyntaxID
  /// Targets and values of the substitutions.
  package var substitutions: [SyntaxSubstitution]
  package var assumptions: [SyntaxID]
}

/// `target = value` after `where`.
package struct SyntaxSubstitution: Sendable {
  package var target: SyntaxID
  package var value: SyntaxID
}
