//! The book's settings come from `book.toml` and from the environment: where it
//! is published is known only to what publishes it.

use std::fs;
use std::process::Command;

#[test]
fn the_environment_says_where_the_book_is_published() {
    let project = tempfile::tempdir().unwrap();
    for (path, text) in [
        (
            "book.toml",
            "[book]\nsrc = \"book/src\"\n[output.nonexistent]\n",
        ),
        ("book/src/SUMMARY.md", "- [A page](page.md)\n"),
        ("book/src/page.md", "# A page\n"),
        (
            "Cargo.toml",
            "[package]\nname = \"chapter1\"\nedition = \"2024\"\n",
        ),
        ("src/lib.rs", ""),
    ] {
        let path = project.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    let output = Command::new(env!("CARGO_BIN_EXE_book"))
        .arg("build")
        .current_dir(project.path())
        .env("MDBOOK_OUTPUT__HTML__SITE_URL", "/sockets/")
        .env(
            "MDBOOK_OUTPUT__HTML__GIT_REPOSITORY_URL",
            "https://example.com/sockets",
        )
        .env(
            "MDBOOK_OUTPUT__HTML__EDIT_URL_TEMPLATE",
            "https://example.com/sockets/edit/main/{path}",
        )
        .output()
        .unwrap();

    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let rendered = |file| {
        fs::read_to_string(project.path().join("target/book").join(file)).unwrap()
    };
    let page = rendered("page.html");
    assert!(page.contains(r#"href="https://example.com/sockets""#));
    assert!(page.contains(
        r#"href="https://example.com/sockets/edit/main/book/src/page.md""#
    ));
    assert!(rendered("404.html").contains(r#"<base href="/sockets/">"#));
}
