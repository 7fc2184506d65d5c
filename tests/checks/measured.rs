use crate::fixture::{DATA, Fixture, SENDING};

const ELEMENT: &str = "<data value=\"echo.round_trip\">12 µs</data>";

#[test]
fn a_number_that_was_not_measured() {
    let fixture = Fixture::new();
    fixture.replace(SENDING, ">12 µs<", ">11 µs<");
    fixture.finds(SENDING, ">11 µs<", "`11 µs` isn't what was measured");

    let fixture = Fixture::new();
    fixture.replace(DATA, "[values]\n", "[values]\nwhole = 5\n");
    fixture.append(SENDING, "\n<data value=\"echo.whole\">5</data>\n");
    fixture.finds(SENDING, ">5<", "`5` isn't what was measured");
}

#[test]
fn a_number_without_data() {
    for key in ["echo.gone", "gone.round_trip", "echo", ""] {
        let fixture = Fixture::new();
        fixture.append(SENDING, &format!("\n<data value=\"{key}\">1</data>\n"));
        fixture.finds(SENDING, ">1<", &format!("`{key}` isn't in the data"));
    }
}

#[test]
fn data_that_does_not_say_where_it_is_from() {
    for key in ["machine", "command", "date"] {
        let fixture = Fixture::new();
        fixture.replace(
            DATA,
            &format!("{key} = \""),
            &format!("{key} = \"\" # \""),
        );
        let message = format!("the data doesn't say its `{key}`");
        assert_eq!(fixture.report(), [format!("{DATA}:1: {message}")]);
    }
}

#[test]
fn data_that_no_page_shows() {
    let fixture = Fixture::new();
    fixture.replace(SENDING, ELEMENT, "a moment");
    fixture.finds(DATA, "round_trip", "no page shows `echo.round_trip`");

    // Code shows nothing.
    let fixture = Fixture::new();
    fixture.replace(SENDING, ELEMENT, &format!("`{ELEMENT}`"));
    fixture.finds(DATA, "round_trip", "no page shows `echo.round_trip`");
}

#[test]
fn a_book_without_data() {
    let fixture = Fixture::new();
    fixture.replace(SENDING, ELEMENT, "a moment");
    let text = fixture.read(SENDING);
    let start = text.find("```plot").unwrap();
    let end = start + text[start..].find("```\n").unwrap();
    fixture.replace(SENDING, &text[start..end + 4], "");
    fixture.remove(DATA);
    fixture.finds_nothing();
}
