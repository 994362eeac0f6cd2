import Testing

@testable import DeriveLanguage

/// What is wrong, where, and what to write instead.
@Suite struct ErrorTests {
  @Test(arguments: Self.cases) func message(_ statement: String, _ expected: String) {
    #expect(errors(declarations + statement) == [expected])
  }

  /// What a message about shapes says to write is itself without an error.
  @Test func whatIsSuggestedConforms() {
    var count = 0
    for (statement, expected) in Self.shapes where statement.hasPrefix("let a = ") {
      guard let write = expected.firstRange(of: "write `") else { continue }
      let pieces = expected[write.lowerBound...].split(separator: "`", omittingEmptySubsequences: false)
      for (position, code) in pieces.enumerated() where position % 2 == 1 && !code.contains("…") {
        // A factor or a component of a kind is named by a letter that no declaration has.
        if code.contains("c*") || code.contains("[i]") || code == ".^" { continue }
        #expect(errors(declarations + "let a = \(code)").isEmpty, "\(statement): \(code)")
        count += 1
      }
    }
    #expect(count > 20)
  }

  static let cases: [(String, String)] = syntax + names + shapes + forms

  static let syntax = [
    ("let a = 2x + 1", "15:9: two operands without an operator between them | write `2*x`"),
    ("let a = x'y", "15:9: two operands without an operator between them | write `x'*y`"),
    ("let a = 2(s + 1)", "15:10: a product is written with `*` | write `2*(…)`"),
    ("let a = (s)(w)", "15:12: a product is written with `*` | write `*` before `(`"),
    ("let a = s == w", "15:11: `==` is no operator | write `=`"),
    ("let a = s**2", "15:10: `**` is no operator | write `^`"),
    ("let a = .5", "15:9: a number has a digit on both sides of its point | write `0.5` or `1.0`"),
    ("let a = (s + w", "15:9: this `(` is never closed"),
    ("let a = [s, (w\nderive s", "15:13: this `(` is never closed"),
    ("let a = s)", "15:10: this `)` closes nothing"),
    ("let a = (s]", "15:11: expected `)`, found `]` | `(` is open since line 15, column 9"),
    (
      "let a = s +",
      "15:12: the statement ends where a value is expected | a line that goes on below is continued by an indented line"
    ),
    ("let in = s", "15:5: `in` is a reserved word and cannot be the name to define"),
    ("let a = --s", "15:10: two signs in a row | write brackets: `-(-x)`"),
    ("let a = A '", "15:11: a prime follows its operand without a space"),
    (
      "let a = A^2'",
      "15:12: a prime after an exponent is ambiguous | write `(a^b)'` for the transpose of the power, `a^(b')` for a "
        + "transposed exponent"
    ),
    ("note \"\"\"\nabc\nlet a = 1", "15:6: this text has no closing `\"\"\"` | end the text with a line of `\"\"\"`"),
    ("problem \"abc", "15:9: this string has no closing `\"` on its line"),
    ("lett a = 1", "15:1: `lett` begins no statement | did you mean `let`?"),
    ("a = 1", "15:1: `a` begins no statement | write `let a = …`"),
    ("prove A pds", "15:9: `pds` is no predicate | did you mean `pd`?"),
    (
      "\n  let a = 1",
      "16:3: this line is indented, and continues nothing | a statement begins at the start of its line; no blank line "
        + "stands inside one"
    ),
    (
      "size M\n  let a = 1",
      "16:3: expected the end of the statement, found `let` | an indented line continues the one above it; a statement "
        + "begins at the start of its line"
    ),
    (
      "derive d(s, s) = 1",
      "15:16: left of `=` in a `derive` stands a new name | to claim an equation write `check` or `prove`"
    ),
    (
      "prove s = w and w = s",
      "15:13: a claim is one relation, chain or predicate | write one statement for each"
    ),
    ("given a : real, b : real", "15:15: one type a statement | write another `given`"),
    (
      "random a : normal(0, 1)[N]",
      "15:27: a distribution with a shape is `iid` | write `iid` after the shape: its components are independent"
    ),
    ("derive s as \"x\"", "15:10: `as` is about a name, and this `derive` has none"),
    (
      "let a = 1 + if s > 0 then s else w",
      "15:13: `if` begins a whole value | write brackets around `if … then … else …`"
    ),
    (
      "let é = 1",
      "15:5: the character `é` has no meaning here | names are made of Latin and Greek letters, digits and `_`"
    ),
    ("let a = s & w", "15:11: the character `&` has no meaning here | write `and`"),
    ("let a = \u{202E}s", "15:9: the character U+202E has no meaning here"),
  ]

  static let names = [
    ("let a = lambd", "15:9: `lambd` is declared nowhere | did you mean `lambda`?"),
    ("let a = ws + 1", "15:9: `ws` is declared nowhere | did you mean `w*s`?"),
    ("let a = s(w)", "15:9: `s` is no function but a name of line 6 | for a product write `s*(w)`"),
    (
      "given gamma : real\nlet a = gamma(s)",
      "16:9: `gamma` is no function but a name of line 15 | for a product write `gamma*(s)`; the function of that name is "
        + "hidden by it"
    ),
    ("let a = gama(s)", "15:9: there is no function `gama` | did you mean `gamma`?"),
    ("let a = ln(s)", "15:9: there is no function `ln` | write `log`"),
    ("given N : real", "15:7: `N` is declared twice | the first time in line 1"),
    ("let x = 1", "15:5: `x` is declared twice | the first time in line 2"),
    ("function d : real -> real", "15:10: `d` is a form of the language and cannot be a function of the file"),
    ("given a : rael", "15:11: there is no type `rael` | did you mean `real`?"),
    ("random a : norml(0, 1)", "15:12: there is no distribution `norml` | did you mean `normal`?"),
    ("let a = f", "15:9: `f` is a function | write its argument: `f(x)`"),
    ("let a = exp", "15:9: `exp` is a function | write its argument: `exp(x)`"),
    ("let a = e^s", "15:9: `e` is declared nowhere | the number e is written `exp(1)`"),
    ("let a = A^T", "15:11: `T` is declared nowhere | the transpose is written `A'`"),
    (
      "derive sum(i, x[i]*u[i])",
      "15:20: the index `i` runs over two sizes | over N in `x[i]` (line 15, column 15) and over D in `u[i]` (line 15, "
        + "column 20)"
    ),
    (
      "derive sum(i, 1)",
      "15:12: the index `i` has no range | write one, as in `sum(i : 1..N, …)` or `… if i in 1..N`, or use it in a place "
        + "`x[i]`"
    ),
    ("derive sum(N, x[N])", "15:12: `N` is declared and cannot be an index | it is declared in line 1"),
    (
      "let a = x[i]",
      "15:11: the index `i` is free on the right of `let` | bind it on the left, `name[i] = …`, or by a sum"
    ),
    (
      "derive a = x[i]",
      "15:14: the index `i` is free on the right of a named `derive` | bind it on the left, `name[i] = …`, or by a sum"
    ),
    ("let a[i, i] = A[i, i]", "15:10: the index `i` is bound twice"),
    ("let a[i : 2..N] = x[i]", "15:7: the components of a definition are counted from 1 | write `1..N`"),
    ("let r[0] = s", "15:5: the recursion `r` has a first member and no step | write `let r[t+1] = …`"),
    ("let r[t+1] = s", "15:5: the recursion `r` has no first member | write `let r[0] = …` above"),
    (
      "let r[0] = s\nlet q[l : 1..N] = r[l]\nlet r[t+1] = q[t+1]",
      "17:14: this step needs a member that is not defined yet | a step uses members up to `t`"
    ),
    (
      "let r[0] = s\nlet q[0] = s\nlet r[t+1] = q[t+1]\nlet q[t+1] = r[t]",
      "17:14: this step needs a member that is not defined yet | a step uses members up to `t`"
    ),
    ("let a = inf", "15:9: `inf` stands only as a bound or as the point of a limit"),
    ("let a = O(s)", "15:9: `O(…)` stands only in a `#=` comment | the value of `series` is the polynomial alone"),
    (
      "let a = convex(s, s)",
      "15:9: `convex(…)` is a claim and no value | write it after `check`, `prove` or `refute`"
    ),
  ]

  static let shapes = [
    (
      "let a = x*y",
      "15:10: `*` of two vectors | `x` is a vector of N (line 2); `y` is a vector of N (line 2); write `x'*y` for the "
        + "scalar, `x .* y` elementwise"
    ),
    (
      "let a = x^2",
      "15:9: `^` of a vector | `x` is a vector of N (line 2); write `x.^2`, or `x'*x` for the scalar"
    ),
    ("let a = 1/x", "15:10: `/` by a vector | `1` is a scalar; `x` is a vector of N (line 2); write `1 ./ x`"),
    (
      "let a = A/B",
      "15:10: `/` by a matrix | `A` is N by N (line 4); `B` is N by N (line 4); write `A*B^-1`, or `A ./ B` elementwise"
    ),
    (
      "let a = s + A",
      "15:11: `+` of a scalar and a matrix | `s` is a scalar (line 6); `A` is N by N (line 4); write `c*eye(N)` or "
        + "`c*ones(N, N)`"
    ),
    (
      "let a = X - 1",
      "15:11: `-` of a scalar and a matrix | `X` is N by D (line 5); `1` is a scalar; write `c*ones(N, D)`"
    ),
    (
      "let a = x + A",
      "15:11: `+` of a vector and a matrix | `x` is a vector of N (line 2); `A` is N by N (line 4); to add it to each "
        + "column write `x*ones(N)'`, to add it to each row write `ones(N)*x'`"
    ),
    (
      "let a = X*x",
      "15:10: `*` of shapes that do not conform | `X` is N by D (line 5); `x` is a vector of N (line 2); write `X'*x`"
    ),
    (
      "let a = A*x'",
      "15:10: `*` of shapes that do not conform | `A` is N by N (line 4); `x'` is 1 by N (`x` is a vector of N, line 2); "
        + "write `A*x`"
    ),
    (
      "let a = (A*X)*x",
      "15:14: `*` of shapes that do not conform | `(A*X)` is N by D (`A` is N by N, line 4; `X` is N by D, line 5); `x` is "
        + "a vector of N (line 2); write `(A*X)'*x`"
    ),
    (
      "let a = A*X*B",
      "15:12: `*` of shapes that do not conform | `A*X` is N by D (`A` is N by N, line 4; `X` is N by D, line 5); `B` is N "
        + "by N (line 4); write `(A*X)'*B`"
    ),
    (
      "let a = inv(A)*u",
      "15:15: `*` of shapes that do not conform | `inv(A)` is N by N (`A` is N by N, line 4); `u` is a vector of D (line 3)"
    ),
    (
      "let a = x*A",
      "15:10: `*` of a vector and a matrix | `x` is a vector of N (line 2); `A` is N by N (line 4); a vector is a column: "
        + "write `x'*A`"
    ),
    (
      "let a = u*X",
      "15:10: `*` of a vector and a matrix | `u` is a vector of D (line 3); `X` is N by D (line 5); a vector is a column: "
        + "write `X*u`"
    ),
    (
      "let a = s*x*y",
      "15:12: `*` of two vectors | `s*x` is a vector of N (`x` is a vector of N, line 2); `y` is a vector of N (line 2); "
        + "write `(s*x)'*y` for the scalar, `s*x .* y` elementwise"
    ),
    (
      "let a = x*u",
      "15:10: `*` of two vectors | `x` is a vector of N (line 2); `u` is a vector of D (line 3); write `x*u'` for the outer "
        + "product"
    ),
    (
      "let a = x'*A + y",
      "15:14: `+` of a vector and a matrix | `x'*A` is 1 by N (`x` is a vector of N, line 2; `A` is N by N, line 4); `y` is "
        + "a vector of N (line 2); a vector is a column, and `x'*A` is a row: write `(x'*A)'`"
    ),
    (
      "let a = x' + y",
      "15:12: `+` of a vector and a matrix | `x'` is 1 by N (`x` is a vector of N, line 2); `y` is a vector of N (line 2); "
        + "a vector is a column, and `x'` is a row: write `x`"
    ),
    (
      "let a = X .* u",
      "15:11: `.*` of different shapes | `X` is N by D (line 5); `u` is a vector of D (line 3); to scale each column write "
        + "`X*diag(u)`"
    ),
    (
      "let a = x / A",
      "15:11: `/` by a matrix | `x` is a vector of N (line 2); `A` is N by N (line 4); write `A^-1*x`"
    ),
    (
      "let a = A / X",
      "15:11: `/` by a matrix | `A` is N by N (line 4); `X` is N by D (line 5); only a square matrix has an inverse"
    ),
    ("let a = A / x", "15:11: `/` by a vector | `A` is N by N (line 4); `x` is a vector of N (line 2)"),
    ("let a = x^-1", "15:9: `^` of a vector | `x` is a vector of N (line 2); write `x.^-1`"),
    (
      "let a = 2^x",
      "15:11: the exponent of `^` is a scalar; this is a vector of N | `x` is a vector of N (line 2); write `2 .^ x` "
        + "elementwise"
    ),
    ("let a = A^u", "15:11: the exponent of `^` is a scalar; this is a vector of D | `u` is a vector of D (line 3)"),
    ("let a = tr(x)", "15:12: `tr` is about a square matrix; this is a vector of N | `x` is a vector of N (line 2)"),
    (
      "let a = dot(A, B)",
      "15:13: `dot` is of a vector; this is N by N | `A` is N by N (line 4); write `tr(A'*B)`"
    ),
    ("let a = outer(s, x)", "15:15: `outer` is of a vector; this is a scalar | `s` is a scalar (line 6); write `s*x`"),
    ("let a = norm(s*w)", "15:14: `norm` is of a vector or matrix; this is a scalar | write `abs(s*w)`"),
    (
      "let a = S3*x",
      "15:11: `*` of shapes that do not conform | `S3` is N by D by K (line 13); `x` is a vector of N (line 2); what has "
        + "three dimensions is multiplied with indices: `sum(k, …)`"
    ),
    (
      "let a = [A; X]",
      "15:13: rows of different widths in a matrix | the rows above have N columns; this row has D; `A` is N by N (line "
        + "4); `X` is N by D (line 5)"
    ),
    (
      "let a = if x > 0 then s else w",
      "15:12: a condition here is on scalars; this is a vector of N | `x` is a vector of N (line 2); write it of a "
        + "component, `x[i]`"
    ),
    (
      "given a : real[A]",
      "15:16: a size is a whole number, a declared size, or made of these; this is N by N | `A` is N by N (line 4)"
    ),
    (
      "let a = x[1:2]",
      "15:12: a part of a dimension cannot be taken | `:` alone keeps a whole dimension, as in `X[:, d]`; a sum over a part "
        + "is `sum(i : 1..2, x[i])`"
    ),
    ("given a : real[N][D]", "15:18: all sizes stand in one pair of brackets | write `[N, M]` for a matrix"),
    (
      "let a = x .* u",
      "15:11: `.*` of different shapes | `x` is a vector of N (line 2); `u` is a vector of D (line 3)"
    ),
    (
      "let a = s'",
      "15:10: a prime on a scalar | a prime transposes a matrix or derives a function; a derivative is written `d(e, x)`"
    ),
    (
      "let a = det(X)",
      "15:13: `det` is about a square matrix, and this one is N by D | `X` is N by D (line 5); a square matrix has as many "
        + "rows as columns"
    ),
    (
      "let a = X^-1",
      "15:9: `^` of a matrix that is not square | `X` is N by D (line 5); a square matrix has as many rows as columns; "
        + "write `.^` elementwise"
    ),
    ("let a = A^s", "15:11: the exponent of a matrix is an integer, and this may be none"),
    ("given a : real[0]", "15:16: a size is at least 1"),
    ("given a : real[N - N]", "15:16: a size is at least 1"),
    (
      "given a : real[M]",
      "15:16: `M` is declared nowhere"
    ),
    (
      "given a : real[s]",
      "15:16: a size is a whole number, a declared size, or a sum, difference or product of these | declare it with "
        + "`size s`"
    ),
    ("let a = eye(3)[4]", "15:16: the index `4` lies outside 1..3 | it may be 4"),
    ("let a = x[0]", "15:11: the index `0` lies outside 1..N | it may be 0; components are counted from 1"),
    ("let a = x[N+1]", "15:11: the index `N+1` lies outside 1..N | it may be N + 1"),
    ("derive sum(n, x[n+1]*y[n])", "15:17: the index `n+1` lies outside 1..N | it may be N + 1"),
    ("let a = x[1, 2]", "15:9: 2 indices for `x`, which has one | `x` is a vector of N"),
    ("let a = s[1]", "15:9: `s` is a scalar and has no components"),
    ("let a = x[s]", "15:11: an index is an integer, and this may be none"),
    (
      "let a = if s > 0 then x else u",
      "15:30: the cases have different shapes | `x` is a vector of N (line 2); `u` is a vector of D (line 3)"
    ),
    (
      "let a = F(u)",
      "15:11: an argument of `F` has another shape | `u` is a vector of D (line 3); `F` takes a vector of N"
    ),
    (
      "assume x < 1",
      "15:10: `<` of different shapes | `x` is a vector of N (line 2); `1` is a scalar; write the relation for each "
        + "component, `x[i]`"
    ),
    (
      "derive x #= u",
      "15:13: the answer has another shape than what is derived | `u` is a vector of D (line 3); what is derived is a "
        + "vector of N"
    ),
  ]

  static let forms = [
    ("let a = exp(s, w)", "15:9: `exp` takes one argument; here are 2 | write `exp(x)`"),
    ("let a = d(s)", "15:9: `d` takes at least two arguments; here is 1 | write `d(e, x)`"),
    ("let a = g2(s)", "15:9: `g2` takes 2 arguments; here is 1"),
    (
      "let a = g2'(s, w)",
      "15:9: a prime on a function of 2 arguments | say how often by which: `g2'[1, 0](…)`"
    ),
    ("let a = d(s^2, N)", "15:16: `N` is a size and cannot be derived by"),
    ("let a = d(s^2, 2)", "15:16: a derivative is by a name, and this is a number"),
    ("let a = d(s^2, k)", "15:16: `k` is integer and cannot be derived by | it takes only whole values"),
    (
      "let a = d(s^2, s*w)",
      "15:16: a derivative is by a name or a component of one | `let` gives an expression a name to derive by"
    ),
    (
      "let z = s^2\nlet a = d(w^2, z)",
      "16:16: `w^2` does not mention `z` | a derivative by a defined name varies that name alone; here nothing depends on "
        + "it"
    ),
    (
      "let a = grad(x, s)",
      "15:14: `grad` is of a scalar; this is a vector of N | `x` is a vector of N (line 2); write `jacobian(f, x)`"
    ),
    (
      "let a = jacobian(s, x)",
      "15:18: `jacobian` is of a vector; this is a scalar | `s` is a scalar (line 6); write `grad(e, x)`"
    ),
    (
      "let a = grad(x'*x, x')",
      "15:20: a derivative is by a name or a component of one | write it by `x`; the gradient has the shape of `x`, and "
        + "can be transposed"
    ),
    (
      "let a = (s where N = 0)",
      "15:22: the value of a size is a whole number of at least 1, a size, or a sum, difference or product of these"
    ),
    (
      "let a = limit(x, N -> inf)",
      "15:15: the limit over a size of a value whose shape depends on it | `x` is a vector of N (line 2); take the limit of "
        + "a component"
    ),
    (
      "let a = argmin(s^2, s, s = 0)",
      "15:24: after the variable stand the constraints | write `subject to g = 0`"
    ),
    ("random a : normal(0)", "15:12: `normal` has two parameters; here is 1 | write `normal(mu, var)`"),
    (
      "random a : bernoulli(yb)",
      "15:22: the parameters of `bernoulli` are scalars; this is a vector of N | `yb` is a vector of N (line 8); "
        + "independent components are written `bernoulli(p)[N] iid`"
    ),
    ("prove s", "15:7: a claim is a relation, a chain of them, or a predicate | such as `a = b` or `H psd`"),
    ("refute s = w = 1", "15:8: `refute` is about one relation, not a chain | write one statement for each step"),
    (
      "let a = s + (s > 0)",
      "15:13: a condition stands where a value is expected | `indicator(…)` is 1 where it holds, else 0"
    ),
  ]

  @Test func allErrorsOfAFileAreReported() {
    let text = """
      size N
      given x : rael[N]
      let a = x[1] + bb
      let c = 2y
      derive a + c + zz
      derive (1 + 2
      let q = qq
      """
    #expect(
      errors(text).map { String($0.prefix { $0 != " " }) } == ["2:11:", "3:16:", "4:9:", "5:16:", "6:8:", "7:9:"])
  }

  @Test func errorsInsideAClaimThatIsNoErrorOfShape() {
    #expect(errors(declarations + "prove x + u = qq").count == 1)
    #expect(errors(declarations + "prove x + u = y").isEmpty)
  }
}
