use crate::fixture::{Fixture, INDEX, INTRODUCTION, SENDING, SUMMARY};

#[test]
fn links_to_pages_that_are_not_there() {
    for (link, shown) in [
        ("[x](gone.md)", "gone.html"),
        ("[x](<gone page.md>)", "gone page.html"),
        ("[x](03-tiny/gone.md#there)", "03-tiny/gone.html#there"),
        ("<a href=\"gone.html\">x</a>", "gone.html"),
        ("![x](gone.png)", "gone.png"),
        ("<img src=\"gone.png\" alt=\"x\">", "gone.png"),
        (
            "<img srcset=\"03-tiny/a%20dot.svg 1x, gone.png 2x\" alt=\"x\">",
            "gone.png",
        ),
        ("[x](03-tiny/a%21dot.svg)", "03-tiny/a%21dot.svg"),
        ("[x](../README.md)", "../README.html"),
        // Above the book's folder nothing is the book's, whatever its name.
        ("[x](../introduction.md)", "../introduction.html"),
        ("[x]()", ""),
        ("[x](api)", "api"),
    ] {
        let fixture = Fixture::new();
        fixture.append(INTRODUCTION, &format!("\nAnd then:\n{link}\n"));
        fixture.finds(
            INTRODUCTION,
            link,
            &format!("the link `{shown}` leads to no page or file of the book"),
        );
    }
}

#[test]
fn links_to_ids_that_are_not_there() {
    for (link, page) in [
        ("[x](#gone)", "introduction"),
        ("[x](03-tiny/index.md#gone)", "03-tiny/index"),
        ("[x](03-tiny/#gone)", "03-tiny/index"),
        (
            "<a href=\"api/tiny/index.html#gone\">x</a>",
            "api/tiny/index",
        ),
    ] {
        let fixture = Fixture::new();
        fixture.append(INTRODUCTION, &format!("\nAnd then:\n{link}\n"));
        fixture.finds(INTRODUCTION, link, &format!("{page}.html has no id `gone`"));
    }
}

#[test]
fn a_link_leads_nowhere_from_where_it_is_defined() {
    let fixture = Fixture::new();
    fixture.append(
        INTRODUCTION,
        "\nSee [this][1] and [that][1].\n\n[1]: gone.md\n",
    );
    fixture.finds(
        INTRODUCTION,
        "[1]: gone.md",
        "the link `gone.html` leads to no page or file of the book",
    );
}

#[test]
fn a_reference_without_a_definition() {
    let fixture = Fixture::new();
    fixture.append(INTRODUCTION, "\nSee [this][gone] and [that].\n");
    fixture.finds(
        INTRODUCTION,
        "[this][gone]",
        "the reference `[gone]` is defined nowhere",
    );
}

#[test]
fn each_place_of_a_broken_link_is_reported() {
    let fixture = Fixture::new();
    fixture.append(INTRODUCTION, "\n[x](gone.md)\n<a href=gone.md>y</a>\n");
    let message = "the link `gone.html` leads to no page or file of the book";
    assert_eq!(
        fixture.report(),
        [12, 13].map(|line| format!("{INTRODUCTION}:{line}: {message}"))
    );
}

#[test]
fn a_broken_link_in_a_caption() {
    let fixture = Fixture::new();
    fixture.replace(INDEX, "[Sending](sending.md)", "[Sending](gone.md)");
    fixture.finds(
        INDEX,
        "(gone.md)",
        "the link `gone.html` leads to no page or file of the book",
    );
}

#[test]
fn links_that_work_on_one_machine() {
    let fixture = Fixture::new();
    fixture.append(INTRODUCTION, "\n<a href=\"file:///etc/hosts\">x</a>\n");
    fixture.finds(
        INTRODUCTION,
        "file:",
        "a `file:` link, which doesn't work everywhere",
    );

    let fixture = Fixture::new();
    fixture.append(INTRODUCTION, "\n[x](/introduction.md)\n");
    fixture.finds(
        INTRODUCTION,
        "[x](/",
        "the link `/introduction.html` isn't relative",
    );
}

#[test]
fn links_that_lead_somewhere() {
    let fixture = Fixture::new();
    fixture.append(
        INTRODUCTION,
        "\n[a](03-tiny/) [b](03-tiny) [c](#introduction) [d](03-tiny/a%20dot.svg#any) \
         [e](mailto:someone) [f](http://localhost) [g](#) [h](./03-tiny/../introduction.md#%69ntroduction)\n",
    );
    fixture.finds_nothing();
}

#[test]
fn an_id_that_stands_twice() {
    let message = |id| format!("the id `{id}` stands in this page more than once");

    let fixture = Fixture::new();
    fixture.append(SENDING, "\n## One {#same}\n\n## Two {#same}\n");
    let expected =
        [66, 68].map(|line| format!("{SENDING}:{line}: {}", message("same")));
    assert_eq!(fixture.report(), expected);

    let fixture = Fixture::new();
    fixture.append(SENDING, "\n<p id=\"what-it-costs\">Much.</p>\n");
    fixture.finds(SENDING, "<p id", &message("what-it-costs"));

    let fixture = Fixture::new();
    fixture.append(
        INDEX,
        "\n```bob id:one-way\ncaption: c\nalt: a\n\n --\n```\n",
    );
    let expected = [19, 33]
        .map(|line| format!("{INDEX}:{line}: {}", message("figure-one-way")));
    assert_eq!(fixture.report(), expected);
}

#[test]
fn a_readme_is_the_index_of_its_folder() {
    let fixture = Fixture::new();
    fixture.write("book/src/more/README.md", "# More\n\n[x](gone.md)\n");
    fixture.append(SUMMARY, "- [More](more/README.md)\n");
    fixture.append(INTRODUCTION, "\n[More](more/#more)\n");
    fixture.finds(
        "book/src/more/README.md",
        "gone.md",
        "the link `gone.html` leads to no page or file of the book",
    );
}
