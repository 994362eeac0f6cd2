/// The predicates of the language in words, after "is".
enum PredicateWords {
  static let words: [String: String] = [
    "psd": "positive semidefinite", "pd": "positive definite", "nsd": "negative semidefinite",
    "nd": "negative definite", "fullrank": "of full rank", "symmetric": "symmetric", "idempotent": "idempotent",
    "orthogonal": "orthogonal", "diagonal": "diagonal", "invertible": "invertible", "convex": "convex",
    "concave": "concave", "strictly_convex": "strictly convex",
    "affine": "affine", "log-affine": "log-affine", "log-convex": "log-convex", "log-concave": "log-concave",
  ]
}
