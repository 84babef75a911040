/// Letters and digits as protocols mean them.
extension UInt8 {
    package var isDigit: Bool { (48...57).contains(self) }
    package var isCapital: Bool { (65...90).contains(self) }
    package var isSmall: Bool { (97...122).contains(self) }
    package var isLetter: Bool { isCapital || isSmall }
}
