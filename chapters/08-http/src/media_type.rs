//! What a file is, by the end of its name.

/// What is said of a file that nothing is known of: bytes, to be kept and not shown
/// (RFC 2046, section 4.5.1).
pub const UNKNOWN: &str = "application/octet-stream";

/// The ends of names, and the types that IANA has registered for them. Text is UTF-8,
/// and says so; what has its encoding written in itself, or is UTF-8 by definition, as
/// XML and JSON, doesn't.
// ANCHOR: types
const TYPES: &[(&str, &str)] = &[
    ("html", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("svg", "image/svg+xml"),
    // …
    // ANCHOR_END: types
    ("htm", "text/html; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("map", "application/json"),
    ("txt", "text/plain; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    // There is none registered for source code, and a browser shows this one.
    ("rs", "text/plain; charset=utf-8"),
    ("py", "text/plain; charset=utf-8"),
    ("sh", "text/plain; charset=utf-8"),
    ("toml", "application/toml"),
    ("xml", "application/xml"),
    ("webmanifest", "application/manifest+json"),
    ("wasm", "application/wasm"),
    ("pdf", "application/pdf"),
    ("zip", "application/zip"),
    ("gz", "application/gzip"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("ico", "image/vnd.microsoft.icon"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("ttf", "font/ttf"),
    ("otf", "font/otf"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("webm", "video/webm"),
];

/// The type of a file of this name; upper and lower case are the same here.
///
/// ```
/// use http_server::media_type;
///
/// assert_eq!(media_type::of("index.html"), "text/html; charset=utf-8");
/// assert_eq!(media_type::of("CAT.JPG"), "image/jpeg");
/// assert_eq!(media_type::of("backup.tar.gz"), "application/gzip");
/// assert_eq!(media_type::of("Makefile"), media_type::UNKNOWN);
/// ```
#[must_use]
pub fn of(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    TYPES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(ending))
        .map_or(UNKNOWN, |(_, media_type)| media_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_is_found_by_its_ending() {
        for (ending, media_type) in TYPES {
            assert_eq!(of(&format!("a.{ending}")), *media_type);
            assert_eq!(of(&format!("A.{}", ending.to_uppercase())), *media_type);
        }
    }

    #[test]
    fn no_ending_has_two_types() {
        for (index, (ending, _)) in TYPES.iter().enumerate() {
            let first = TYPES.iter().position(|(other, _)| other == ending);
            assert_eq!(first, Some(index), "{ending}");
        }
    }

    #[test]
    fn text_says_how_it_is_encoded() {
        for (ending, media_type) in TYPES {
            let is_text = media_type.starts_with("text/");
            assert_eq!(
                is_text,
                media_type.ends_with("; charset=utf-8"),
                "{ending}"
            );
        }
    }

    #[test]
    fn whatever_has_no_known_ending_is_bytes() {
        for name in ["", "html", "a.", "a.html.", "a.htmlx", ".", "a.b/html"] {
            assert_eq!(of(name), UNKNOWN, "{name}");
        }
    }
}
