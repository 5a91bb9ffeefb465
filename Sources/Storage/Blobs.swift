import Foundation

extension Array where Element == UInt8 {
    /// These bytes as an argument of a statement.
    package var data: Data { Data(self) }
}

extension Data {
    /// These bytes, from a column.
    package var array: [UInt8] { Array(self) }
}
