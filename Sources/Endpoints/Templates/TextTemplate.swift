/// A text with slots: `/v1/items/${n}`; `$${` stands for a plain `${`.
package struct TextTemplate: Sendable, Hashable {
    package enum Piece: Sendable, Hashable {
        case text(String)
        case slot(Slot)
    }

    /// What is wrong with a template, and where: `column` is the position of the character, from 1 on.
    package struct Mistake: Error, Equatable {
        package var what: String
        package var remedy: String
        package var column: Int
    }

    package private(set) var pieces: [Piece]

    package init(_ pieces: [Piece]) { self.pieces = pieces }

    /// Throws: `Mistake` for a slot that does not exist or does not end.
    package init(parsing text: String) throws(Mistake) {
        pieces = []
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            add(rest[..<dollar])
            let tail = rest[dollar...]
            if tail.hasPrefix("$${") {
                add("${")
                rest = tail.dropFirst(3)
            } else if tail.hasPrefix("${") {
                let column = text.distance(from: text.startIndex, to: dollar) + 1
                guard let end = tail.firstIndex(of: "}") else {
                    throw Mistake(what: "a slot begins at character \(column) and does not end", remedy: "Close it with }, or write $${ for a plain ${.",
                                  column: column)
                }
                let name = tail[tail.index(tail.startIndex, offsetBy: 2)..<end]
                guard let slot = Slot.pieces(named: name) else {
                    throw Mistake(what: "there is no slot ${\(name)} (character \(column))", remedy: "Use \(Slot.names), or write $${ for a plain ${.",
                                  column: column)
                }
                pieces += slot
                rest = text[text.index(after: end)...]
            } else {
                add("$")
                rest = tail.dropFirst()
            }
        }
        add(rest)
    }

    private mutating func add(_ text: Substring) {
        guard !text.isEmpty else { return }
        if case .text(let before)? = pieces.last {
            pieces[pieces.count - 1] = .text(before + text)
        } else {
            pieces.append(.text(String(text)))
        }
    }

    /// As it would be written, but for the names of slots that are made of others.
    package var source: String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .slot(.number), .slot(.shortNumber): "${n}"
            case .slot(.run): "${run}"
            case .slot(.key): "${key}"
            case .slot(.created): "${created}"
            case .slot(.random(let count)): "${random.\(count)}"
            }
        }.joined()
    }

    package var slots: Set<Slot> {
        Set(pieces.compactMap { piece in if case .slot(let slot) = piece { slot } else { nil } })
    }

    package func rendered(_ values: inout SlotValues) -> String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .text(let part): text += part
            case .slot(let slot): text += values.text(of: slot)
            }
        }
        return text
    }
}
