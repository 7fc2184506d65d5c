use crate::fixture::{Fixture, LIBRARY, SENDING};

#[test]
fn a_gloss_on_a_line_that_has_changed() {
    let fixture = Fixture::new();
    fixture.replace(LIBRARY, "    bytes.len()", "    bytes.iter().count()");
    fixture.finds(
        SENDING,
        "**`bytes.len()`**",
        "`bytes.len()` isn't in the listing above",
    );
}

#[test]
fn a_gloss_on_a_name_that_has_grown() {
    let fixture = Fixture::new();
    fixture.replace(
        SENDING,
        "- Nothing else",
        "- `send_all` does nothing else. Nothing else",
    );
    fixture.finds(
        SENDING,
        "`send_all`",
        "`send_all` isn't in the listing above",
    );
}

#[test]
fn a_gloss_directly_below_the_listing() {
    let fixture = Fixture::new();
    fixture
        .replace(SENDING, "The listing in steps:\n", "<!-- in steps -->\n")
        .replace(
            SENDING,
            "`pub fn send(…) -> usize`",
            "`pub fn send(…) -> u32`",
        );
    fixture.finds(
        SENDING,
        "-> u32",
        "`pub fn send(…) -> u32` isn't in the listing above",
    );
}

#[test]
fn code_in_other_lists_is_no_gloss() {
    let fixture = Fixture::new();
    // A second paragraph ends what belongs to the listing, and so does a heading.
    fixture.replace(SENDING, "The listing in steps:\n", "One.\n\nTwo:\n");
    fixture.replace(SENDING, "**`bytes.len()`**", "**`elsewhere`**");
    fixture.append(SENDING, "\n- `anything`\n");
    fixture.finds_nothing();

    let fixture = Fixture::new();
    fixture.replace(
        SENDING,
        "- Nothing else happens.",
        "- Nothing else, `elsewhere`, happens.",
    );
    fixture.finds_nothing();
}

#[test]
fn code_in_the_paragraph_that_introduces_a_listing() {
    let fixture = Fixture::new();
    fixture.replace(SENDING, "like this:", "like `gone`:");
    fixture.finds(SENDING, "`gone`", "`gone` isn't in the listing below");
    fixture.replace(SENDING, "like `gone`:", "like `send`:");
    fixture.finds_nothing();
}
