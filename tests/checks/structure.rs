//! The workspace, `SUMMARY.md`, the README and the pages list the same chapters,
//! and chapters depend on earlier ones.

use std::fs;

use crate::fixture::{
    Fixture, INDEX, LIBRARY, MANIFEST, README, SUMMARY, WORKSPACE,
};

#[track_caller]
fn finds(file: &str, from: &str, to: &str, quoted: &str, message: &str) {
    let fixture = Fixture::new();
    fixture.replace(file, from, to);
    fixture.finds(file, quoted, message);
}

#[test]
fn a_chapter_that_is_no_member() {
    finds(
        WORKSPACE,
        "    \"chapters/03-tiny\",\n",
        "",
        "members",
        "the workspace lacks chapters/03-tiny",
    );
}

#[test]
fn a_member_that_is_no_chapter() {
    for folder in ["chapters/04-gone", "chapters/tiny"] {
        finds(
            WORKSPACE,
            "    \"chapters/03-tiny\",\n",
            &format!("    \"chapters/03-tiny\",\n    \"{folder}\",\n"),
            folder,
            &format!("{folder} isn't a chapter's folder"),
        );
    }
}

#[test]
fn a_package_that_is_not_named_after_its_number() {
    let message = "the package of chapters/03-tiny isn't named `chapter3`";
    finds(
        MANIFEST,
        "\"chapter3\"",
        "\"chapter03\"",
        "chapter03",
        message,
    );
    finds(MANIFEST, "name = \"chapter3\"\n", "", "[package]", message);
}

#[test]
fn a_library_without_a_name() {
    let fixture = Fixture::new();
    fixture.replace(MANIFEST, "name = \"tiny\"", "path = \"src/lib.rs\"");
    let report = fixture.report();
    let expected =
        "chapters/03-tiny/Cargo.toml:1: chapters/03-tiny doesn't name its library";
    // The chapter's page can't link to the documentation then.
    assert_eq!(report.len(), 2, "{report:?}");
    assert_eq!(report[1], expected);
}

#[test]
fn a_chapter_that_the_summary_lacks() {
    let fixture = Fixture::new();
    fixture.write(
        "chapters/04-more/Cargo.toml",
        "package.name = \"chapter4\"\nlib.name = \"more\"\n",
    );
    assert_eq!(
        fixture.report(),
        [
            "Cargo.toml:3: the workspace lacks chapters/04-more",
            "README.md:1: the README lacks chapter 4",
            "book/src/SUMMARY.md:1: SUMMARY.md lacks chapter 4",
        ]
    );
}

#[test]
fn a_chapter_without_a_crate() {
    let fixture = Fixture::new();
    fixture.write("book/src/04-more/index.md", "# 4. More\n");
    fixture.write("book/src/04-more/code.md", "# Code\n");
    fixture.append(
        SUMMARY,
        "- [4. More](04-more/index.md)\n  - [Code](04-more/code.md)\n",
    );
    fixture.finds(SUMMARY, "[4. More]", "there is no crate chapters/04-more");
}

#[test]
fn a_title_without_its_number() {
    finds(
        SUMMARY,
        "[3. Tiny, with `send`]",
        "[Tiny]",
        "[Tiny]",
        "the title of chapter 3 doesn't begin with `3. `",
    );
}

#[test]
fn a_page_with_another_title() {
    let message = "the title isn't `3. Tiny, with `send``, as it is in SUMMARY.md";
    finds(
        INDEX,
        "# 3. Tiny, with `send`",
        "# 3. Tiny",
        "# 3. Tiny",
        message,
    );
    finds(
        INDEX,
        "# 3. Tiny, with `send`",
        "## 3. Tiny, with `send`",
        "## 3. Tiny",
        message,
    );
}

#[test]
fn a_chapter_without_its_complete_code() {
    // Beside the chapter isn't below it.
    finds(
        SUMMARY,
        "  - [The complete code]",
        "- [The complete code]",
        "[3. Tiny",
        "chapter 3 doesn't list its complete code",
    );
}

#[test]
fn a_row_that_differs() {
    let message = "this row isn't that of a chapter in SUMMARY.md";
    for (from, to) in [
        ("Tiny, with `send`  |", "Tiny  |"),
        ("-p chapter3", "-p chapter03"),
        ("](chapters/03-tiny)", "](chapters/3-tiny)"),
        ("|       3 |", "|       4 |"),
    ] {
        finds(README, from, to, "| `cargo run", message);
    }
    let fixture = Fixture::new();
    fixture.append(
        README,
        "| 9 | Nine | `cargo run -p chapter9` | [chapters/09-nine](chapters/09-nine) |\n",
    );
    fixture.finds(README, "| 9 |", message);
    // It doesn't stand for the one that belongs there.
    let text = fixture.read(README);
    let without: Vec<&str> =
        text.lines().filter(|line| !line.contains(" 3 |")).collect();
    fixture.write(README, &without.join("\n"));
    let expected = [
        "README.md:1: the README lacks chapter 3".to_owned(),
        format!("README.md:5: {message}"),
    ];
    assert_eq!(fixture.report(), expected);
}

#[test]
fn a_readme_without_the_chapter() {
    let fixture = Fixture::new();
    fixture.write(README, "# Tiny\n");
    fixture.finds(README, "# Tiny", "the README lacks chapter 3");
    fixture.remove(README);
    assert_eq!(
        fixture.report(),
        ["README.md:1: the README lacks chapter 3"]
    );
}

#[test]
fn pages_and_the_list_of_them() {
    let fixture = Fixture::new();
    fixture.write("book/src/03-tiny/extra.md", "Extra\n");
    fixture.replace(
        LIBRARY,
        "struct Index;",
        "struct Index;\n#[doc = include_str!(\"../../../book/src/03-tiny/extra.md\")]\nstruct Extra;",
    );
    fixture.finds(
        "book/src/03-tiny/extra.md",
        "Extra",
        "SUMMARY.md doesn't list this page, so it isn't rendered",
    );

    let fixture = Fixture::new();
    fixture.append(SUMMARY, "- [Soon]()\n");
    fixture.finds(SUMMARY, "[Soon]", "`Soon` is a draft");

    let fixture = Fixture::new();
    fixture.append(SUMMARY, "- [Gone](gone.md)\n");
    fixture.finds(SUMMARY, "[Gone]", "there is no page book/src/gone.md");
}

#[test]
fn a_chapter_that_does_not_say_how_to_run_it() {
    finds(
        INDEX,
        "<div class=\"run-it\">",
        "<div class=\"run\">",
        "# 3. Tiny",
        "this chapter doesn't say how to run it",
    );
    for command in [
        "$ cargo run -p chapter2",
        "$ cargo run -p chapter33",
        "$ ls\n$ cargo run -p chapter3",
    ] {
        finds(
            INDEX,
            "$ cargo run -p chapter3",
            command,
            command.lines().next().unwrap(),
            "the box doesn't have `$ cargo run -p chapter3` as its first command",
        );
    }
}

#[test]
fn a_box_with_its_contents_elsewhere() {
    let fixture = Fixture::new();
    let command = "```console\n$ cargo run -p chapter3\n5\n```\n";
    fixture.replace(INDEX, command, "").append(INDEX, command);
    fixture.finds(
        INDEX,
        "<div class",
        "the box doesn't have `$ cargo run -p chapter3` as its first command",
    );

    let fixture = Fixture::new();
    fixture.replace(INDEX, "[The complete code](code.md) and\n", "");
    fixture.append(INDEX, "\n[The complete code](code.md)\n");
    fixture.finds(
        INDEX,
        "<div class",
        "the box doesn't have a link to the complete code, `[…](code.md)`",
    );

    let fixture = Fixture::new();
    let api =
        "<a href=\"../api/tiny/index.html#main-content\">the documentation</a>";
    fixture.replace(INDEX, api, "").append(INDEX, api);
    fixture.finds(
        INDEX,
        "<div class",
        "the box doesn't have a link to the documentation, `<a href=\"../api/tiny/index.html\">`",
    );
}

#[test]
fn a_dependency_that_is_no_earlier_chapter() {
    for (table, dependency) in [
        ("dependencies", "libc = \"0.2\""),
        ("dev-dependencies", "libc = { workspace = true }"),
        ("build-dependencies", "libc = { path = \"../libc\" }"),
        ("target.'cfg(unix)'.dependencies", "libc = { git = \"x\" }"),
        (
            "target.'cfg(unix)'.dev-dependencies",
            "libc = { path = \"../04-more\" }",
        ),
        ("dependencies", "libc = { path = \"../03-tiny\" }"),
        ("dependencies", "libc = { path = \"../../02-more\" }"),
        (
            "dependencies",
            "libc = { path = \"../02-more\", workspace = true }",
        ),
    ] {
        let fixture = Fixture::new();
        fixture.append(
            MANIFEST,
            &format!(
                "\n[{table}]\nearly = {{ path = \"../02-early\" }}\n{dependency}\n"
            ),
        );
        fixture.finds(
            MANIFEST,
            dependency,
            "chapter 3 depends on `libc`, which isn't an earlier chapter",
        );
    }
}

#[test]
fn a_folder_that_is_no_chapter_needs_no_pages() {
    let fixture = Fixture::new();
    fs::create_dir_all(fixture.root().join("chapters/target")).unwrap();
    fixture.finds_nothing();
}
