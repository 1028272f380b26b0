/// The language that a person is spoken to in.
public enum Language: String, CaseIterable, Sendable {
    /// 中文
    case chinese = "zh"
    /// English
    case english = "en"

    /// The language of a locale's name as in `LANG`: Chinese for `zh…`, else English.
    public init(locale: String) {
        self = locale.hasPrefix("zh") ? .chinese : .english
    }
}
