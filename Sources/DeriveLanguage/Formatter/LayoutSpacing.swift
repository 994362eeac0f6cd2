/// Where blanks stand between the tokens of a statement.
struct LayoutSpacing {
  private enum Role {
    case word, open, close, separator
    /// Blanks on both sides, on none.
    case spaced, tight
    /// A sign before an operand.
    case prefix
    /// What follows an operand without a blank: primes, superscripts, a call's bracket, the direction of a limit.
    case suffix, callOpen
  }

  /// Brackets that are open.
  private struct Frame {
    var isCompact: Bool
    /// Where the part between commas or words began that may be a range.
    var start: Int
    var hasRange = false
  }

  private var roles: [Role] = []
  private var isSum: [Bool] = []
  private let tokens: [LayoutFile.Token]

  /// For each token, whether a blank stands before it.
  static func blanks(before tokens: [LayoutFile.Token]) -> [Bool] {
    let spacing = LayoutSpacing(tokens)
    return tokens.indices.map { $0 > 0 && spacing.hasBlank(before: $0) }
  }

  private init(_ tokens: [LayoutFile.Token]) {
    self.tokens = tokens
    roles.reserveCapacity(tokens.count)
    isSum.reserveCapacity(tokens.count)
    var frames = [Frame(isCompact: false, start: 0)]
    for index in tokens.indices {
      let role = role(of: index, isCompact: frames[frames.count - 1].isCompact)
      let kind = tokens[index].kind
      isSum.append((kind == .plus || kind == .minus) && role == .spaced)
      roles.append(role)
      switch kind {
      case .open, .openBracket:
        // Brackets after an operand hold indices or sizes.
        let isCompact = frames[frames.count - 1].isCompact || kind == .openBracket && role == .callOpen
        frames.append(Frame(isCompact: isCompact, start: index + 1))
      case .close, .closeBracket:
        endPart(of: &frames, at: index)
        if frames.count > 1 { frames.removeLast() }
      case .range: frames[frames.count - 1].hasRange = true
      case .comma, .semicolon, .colon, .in, .where, .if, .then, .else, .and, .or, .not, .as, .equal, .notEqual, .less,
        .lessOrEqual, .greater, .greaterOrEqual:
        endPart(of: &frames, at: index)
      default: break
      }
    }
    endPart(of: &frames, at: tokens.count)
  }

  /// The ends of a range are written without blanks: `1..N-1`.
  private mutating func endPart(of frames: inout [Frame], at index: Int) {
    let last = frames.count - 1
    if frames[last].hasRange {
      for place in frames[last].start..<index where isSum[place] { roles[place] = .tight }
    }
    frames[last].hasRange = false
    frames[last].start = index + 1
  }

  private func role(of index: Int, isCompact: Bool) -> Role {
    let token = tokens[index]
    let next = index + 1 < tokens.count ? tokens[index + 1] : nil
    switch token.kind {
    case .plus, .minus:
      if index == 0 || !isOperand(index - 1) { return .prefix }
      if next?.kind == .close || next?.kind == .comma { return .suffix }
      return isCompact ? .tight : .spaced
    case .times, .divide: return token.followsSpace || next?.followsSpace == true ? .spaced : .tight
    case .power, .dotPower, .range: return .tight
    case .prime: return .suffix
    // Two that stand apart are a power of a power.
    case .superscript: return index > 0 && tokens[index - 1].kind == .superscript ? .word : .suffix
    case .open, .openBracket: return index > 0 && isOperand(index - 1) ? .callOpen : .open
    case .close, .closeBracket: return .close
    case .comma, .semicolon: return .separator
    case .colon:
      let isSlot = next?.kind == .comma || next?.kind == .closeBracket
      return isSlot ? .word : .spaced
    case .dotTimes, .dotDivide, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .arrow:
      return .spaced
    case .name, .integer, .decimal, .string, .text, .infinity, .if, .then, .else, .where, .in, .and, .or, .not,
      .subject,
      .as, .iid, .end, .invalid:
      return .word
    }
  }

  /// Whether a value may end with this token, so that a sign behind it joins and a bracket calls.
  private func isOperand(_ index: Int) -> Bool {
    switch tokens[index].kind {
    // The statement's first word, and `to` after `subject`, are none.
    case .name: return index > 0 && tokens[index - 1].kind != .subject
    case .integer, .decimal, .infinity, .superscript, .prime, .close, .closeBracket: return true
    default: return false
    }
  }

  private func hasBlank(before index: Int) -> Bool {
    switch roles[index - 1] {
    case .open, .callOpen, .tight, .prefix: return false
    case .word, .close, .separator, .spaced, .suffix: break
    }
    switch roles[index] {
    case .close, .separator, .tight, .suffix, .callOpen: return false
    case .word, .open, .spaced, .prefix: return true
    }
  }
}
