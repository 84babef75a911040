import NIOHTTP2
import Timeline

extension Cause {
    /// What a code of RFC 9113, 7 says; nothing for NO_ERROR, and for codes that it does not define.
    init?(_ code: HTTP2ErrorCode) {
        switch code {
        case .protocolError: self = .protocolError
        case .internalError: self = .internalError
        case .flowControlError: self = .flowControlError
        case .settingsTimeout: self = .settingsTimeout
        case .streamClosed: self = .streamClosed
        case .frameSizeError: self = .frameSizeError
        case .refusedStream: self = .refusedStream
        case .cancel: self = .streamCancelled
        case .compressionError: self = .compressionError
        case .connectError: self = .connectError
        case .enhanceYourCalm: self = .enhanceYourCalm
        case .inadequateSecurity: self = .inadequateSecurity
        case .http11Required: self = .http11Required
        default: return nil
        }
    }
}
