/// Mathematical characters and their LaTeX commands, for prose.
enum MathCharacters {
  static let latex: [Character: String] = [
    "·": "\\cdot", "⋅": "\\cdot", "×": "\\times", "⊙": "\\odot", "÷": "\\div", "±": "\\pm", "∓": "\\mp", "−": "-",
    "≤": "\\leq", "≥": "\\geq", "≠": "\\neq", "≈": "\\approx", "≡": "\\equiv", "∝": "\\propto", "≪": "\\ll",
    "≫": "\\gg", "∈": "\\in", "∉": "\\notin", "⊂": "\\subset", "⊆": "\\subseteq", "∪": "\\cup", "∩": "\\cap",
    "∅": "\\emptyset", "→": "\\to", "←": "\\leftarrow", "↔": "\\leftrightarrow", "⇒": "\\Rightarrow",
    "⇐": "\\Leftarrow", "⇔": "\\Leftrightarrow", "↦": "\\mapsto", "∑": "\\sum", "∏": "\\prod", "∫": "\\int",
    "∂": "\\partial", "∇": "\\nabla", "∞": "\\infty", "√": "\\surd", "∀": "\\forall", "∃": "\\exists", "¬": "\\neg",
    "∧": "\\wedge", "∨": "\\vee", "⊤": "\\top", "⊥": "\\perp", "‖": "\\Vert", "⟨": "\\langle", "⟩": "\\rangle",
    "⌊": "\\lfloor", "⌋": "\\rfloor", "⌈": "\\lceil", "⌉": "\\rceil", "⪰": "\\succeq", "⪯": "\\preceq",
    "≻": "\\succ", "≺": "\\prec", "ℝ": "\\mathbb{R}", "ℕ": "\\mathbb{N}", "ℤ": "\\mathbb{Z}", "ℚ": "\\mathbb{Q}",
    "𝔼": "\\mathbb{E}", "ℓ": "\\ell", "′": "'", "″": "''", "ᵀ": "^{\\top}", "⁻": "^{-}", "°": "^{\\circ}",
    "⁰": "^{0}", "¹": "^{1}", "²": "^{2}", "³": "^{3}", "⁴": "^{4}", "⁵": "^{5}", "⁶": "^{6}", "⁷": "^{7}",
    "⁸": "^{8}", "⁹": "^{9}", "₀": "_{0}", "₁": "_{1}", "₂": "_{2}", "₃": "_{3}", "₄": "_{4}", "₅": "_{5}",
    "₆": "_{6}", "₇": "_{7}", "₈": "_{8}", "₉": "_{9}", "ᵢ": "_{i}", "ⱼ": "_{j}", "ₖ": "_{k}", "ₙ": "_{n}",
    "½": "\\tfrac{1}{2}", "¼": "\\tfrac{1}{4}", "¾": "\\tfrac{3}{4}", "✓": "\\checkmark", "∎": "\\blacksquare",
    "□": "\\square", "ŷ": "\\hat{y}", "x̂": "\\hat{x}", "ẑ": "\\hat{z}", "ŵ": "\\hat{w}",
    "ϵ": "\\epsilon", "ϕ": "\\phi", "ϑ": "\\vartheta", "µ": "\\mu", "•": "\\bullet", "†": "\\dagger", "∘": "\\circ",
    "⊗": "\\otimes", "⊕": "\\oplus", "≔": ":=", "∥": "\\parallel", "‑": "-",
  ]
}
