use crate::fixture::{DATA, Fixture, SENDING};

const FENCE: &str = "```plot id:sizes";

/// Asserts what is reported when `from` in the plot's block is `to`.
#[track_caller]
fn block_finds(from: &str, to: &str, message: &str) {
    let fixture = Fixture::new();
    fixture.replace(SENDING, from, to);
    let text = fixture.read(SENDING);
    let line = 1 + text[..text.find(FENCE).unwrap()].matches('\n').count();
    assert_eq!(fixture.report(), [format!("{SENDING}:{line}: {message}")]);
    assert!(!fixture.rendered("03-tiny/sending.html").contains("<figure"));
}

#[test]
fn a_plot_that_lacks_a_part() {
    // A table that no block names isn't shown, which is reported as well.
    let unseen = format!("{DATA}:8: no page shows `echo.sizes`");
    for (part, message) in [
        ("caption: What", "a plot without a caption"),
        ("alt: The", "a plot without a text alternative"),
        ("data: echo", "a plot without data"),
        ("x: log", "a plot without an x axis"),
        ("y: linear", "a plot without a y axis"),
    ] {
        let fixture = Fixture::new();
        fixture.replace(SENDING, part, "");
        let report = fixture.report();
        assert_eq!(report.len(), 2, "{report:?}");
        assert_eq!(report[0], unseen);
        assert!(report[1].ends_with(message), "{report:?}");
    }
}

#[test]
fn a_plot_with_axes_that_there_are_not() {
    let unseen = format!("{DATA}:8: no page shows `echo.sizes`");
    for (from, to, message) in [
        (
            "x: log, bytes",
            "x: bytes",
            "`bytes` isn't a scale and a title",
        ),
        ("x: log", "x: root", "`root` is neither `linear` nor `log`"),
        (
            "time (µs)\n",
            "time\nz: log, more\n",
            "`z: log, more` isn't known in a plot",
        ),
        (
            "data: echo.sizes",
            "data: sizes",
            "`sizes` isn't a file and a table",
        ),
    ] {
        let fixture = Fixture::new();
        fixture.replace(SENDING, from, to);
        let report = fixture.report();
        assert_eq!(report.len(), 2, "{report:?}");
        assert_eq!(report[0], unseen);
        assert!(report[1].ends_with(message), "{report:?}");
    }
}

#[test]
fn a_plot_of_data_that_there_is_not() {
    for (data, place) in [
        ("gone.sizes", "`[tables.sizes]` in book/data/gone.toml"),
        ("echo.gone", "`[tables.gone]` in book/data/echo.toml"),
    ] {
        let fixture = Fixture::new();
        fixture.replace(SENDING, "data: echo.sizes", &format!("data: {data}"));
        let report = fixture.report();
        assert_eq!(report.len(), 2, "{report:?}");
        assert_eq!(report[0], format!("{DATA}:8: no page shows `echo.sizes`"));
        assert!(
            report[1].ends_with(&format!("there is no {place}")),
            "{report:?}"
        );
    }
}

#[test]
fn a_number_without_a_place_on_its_axis() {
    let zero = Fixture::new();
    zero.replace(DATA, "x = [1, 10", "x = [0, 10");
    zero.finds(SENDING, FENCE, "0 has no place on the logarithmic x axis");

    let negative = Fixture::new();
    negative.replace(DATA, "low = [0.4", "low = [-0.4");
    let message = "-0.4 has no place on the y axis, which begins at 0";
    negative.finds(SENDING, FENCE, message);
}

#[test]
fn a_plot_that_is_not_drawn() {
    block_finds(
        "```plot id:sizes\ncaption: What sizes cost, as [the index](index.md) doesn't tell.\nalt: The time grows with the \"size\".\ndata: echo.sizes\nx: log, bytes\ny: linear, time (µs)\n```",
        "- ```plot id:sizes\n  caption: c\n  alt: a\n  data: echo.sizes\n  x: log, b\n  y: log, t\n  ```",
        "a plot in a list or quotation, which isn't drawn",
    );
    let fixture = Fixture::new();
    fixture.replace(SENDING, FENCE, "```plot sizes");
    let message = "`sizes` isn't known in a `plot` block";
    fixture.finds(SENDING, "```plot sizes", message);
}

#[test]
fn a_table_that_is_not_one() {
    for (from, to, quoted, message) in [
        (
            "x = [1, 10, 1000]",
            "",
            "[tables.sizes]",
            "no numbers in `x`",
        ),
        (
            "x = [1, 10, 1000]",
            "x = []",
            "[tables.sizes]",
            "no numbers in `x`",
        ),
        (
            "x = [1, 10",
            "x = [nan, 10",
            "[tables.sizes]",
            "a value in `x` that is no number",
        ),
        (
            "y = [0.50, 2",
            "y = [\"0.50\", 2",
            "y = [\"0.50\", 2",
            "a value in `y` that is no number",
        ),
        (
            "y = [0.50, 2, 1234.5]",
            "y = [0.50, 2]",
            "y = [0.50, 2]",
            "2 numbers in `y` of `echoed`, for 3 in `x`",
        ),
        (
            "low = [0.4, 1, 1200]",
            "low = [0.4, 1, 1200, 7]",
            "low = [0.4",
            "4 numbers in `low` of `echoed`, for 3 in `x`",
        ),
        (
            "name = \"lost & found\"",
            "",
            "[[tables.sizes.series]]\n\ny = [nan",
            "a series without a name",
        ),
        (
            "y = [nan, 4.5, nan]",
            "y = [nan, nan, nan]",
            "[[tables.sizes.series]]\nname = \"lost",
            "`lost & found` has no number",
        ),
        (
            "high = [0.6, 3, 1300]\n",
            "",
            "[[tables.sizes.series]]\nname = \"echoed",
            "no numbers in `high`",
        ),
    ] {
        let fixture = Fixture::new();
        fixture.replace(DATA, from, to);
        fixture.finds(DATA, quoted, message);
    }
}

#[test]
fn a_table_with_no_series_or_too_many() {
    let message = "a table needs 1 to 6 series";
    let fixture = Fixture::new();
    let data = fixture.read(DATA);
    fixture.write(DATA, &data[..data.find("[[tables").unwrap()]);
    fixture.finds(DATA, "[tables.sizes]", message);

    let fixture = Fixture::new();
    let more = "\n[[tables.sizes.series]]\nname = \"more\"\ny = [1, 2, 3]\n";
    fixture.append(DATA, &more.repeat(5));
    fixture.finds(DATA, "[tables.sizes]", message);
}

#[test]
fn a_table_that_no_page_shows() {
    let fixture = Fixture::new();
    let more =
        "\n[tables.more]\nx = [1]\n[[tables.more.series]]\nname = \"a\"\ny = [1]\n";
    fixture.append(DATA, more);
    fixture.finds(DATA, "[tables.more]", "no page shows `echo.more`");
}

#[test]
fn a_plot_without_an_origin() {
    let fixture = Fixture::new();
    fixture.replace(DATA, "machine = \"", "of = \"");
    let message = "the data doesn't say its `machine`";
    assert_eq!(fixture.report(), [format!("{DATA}:1: {message}")]);
}

#[test]
fn a_plot_as_it_is_drawn() {
    let fixture = Fixture::new();
    fixture.finds_nothing();
    let page = fixture.rendered("03-tiny/sending.html");
    for part in [
        "<figure class=\"plot\" id=\"figure-sizes\">",
        "aria-label=\"The time grows with the &quot;size&quot;.\"",
        "<a href=\"index.html\">the index</a>",
        ">time (µs)<",
        ">1,000<",
        " lost &amp; found</li>",
        ">0.50 (0.4–0.6)</td>",
        ">1,234.5 (1,200–1,300)</td>",
        ">–</td>",
        "Measured on a laptop with two cores, 2025-01-01: cargo bench -\u{2060}-bench echo.",
        "class=\"series-1\"",
        "class=\"spread series-1\"",
    ] {
        let text: Vec<&str> = page.split_whitespace().collect();
        assert!(text.join(" ").contains(part), "{part} in {page}");
    }
    // The theme decides what it looks like.
    let plot = &page[page.find("<figure").unwrap()..];
    for look in ["rgb(", "=\"#", "font-family", "stroke-width"] {
        assert!(!plot.contains(look), "{look} in {plot}");
    }
    let again = fixture.outcome();
    assert!(again.findings.is_empty());
    assert_eq!(again.counts.figures, 2);
    assert_eq!(page, fixture.rendered("03-tiny/sending.html"));
}

/// The points of all shapes that begin so, in the plot of the page.
fn points(page: &str, shape: &str) -> Vec<Vec<(i32, i32)>> {
    let plot = &page[page.find("<figure class=\"plot\"").unwrap()..];
    let shapes = plot.split(shape).skip(1);
    let number = |text: &str| text.parse().unwrap();
    shapes
        .map(|rest| {
            let (_, rest) = rest.split_once("points=\"").unwrap();
            let (points, _) = rest.split_once('"').unwrap();
            let pairs = points.split_whitespace();
            pairs
                .map(|pair| pair.split_once(',').unwrap())
                .map(|(x, y)| (number(x), number(y)))
                .collect()
        })
        .collect()
}

#[test]
fn a_place_is_where_its_axis_has_it() {
    let fixture = Fixture::new();
    fixture.finds_nothing();
    let page = fixture.rendered("03-tiny/sending.html");
    assert!(page.contains(">0<"), "the linear axis begins at zero");
    let line = &points(&page, "<polyline fill=\"none\" class=\"series-1\"")[0];
    let [first, second, third] = line[..] else {
        panic!("{line:?}");
    };
    // From 1 to 10 to 1,000, by ratios.
    let (one, two) = (second.0 - first.0, third.0 - second.0);
    assert!((two - 2 * one).abs() <= 2, "{line:?}");
    // From 0.5 to 2 to 1,234.5, by differences.
    let (one, all) = (first.1 - second.1, first.1 - third.1);
    let expected = f64::from(all) * 1.5 / 1234.0;
    assert!((f64::from(one) - expected).abs() <= 1.0, "{line:?}");
}

#[test]
fn each_series_has_a_marker_of_its_own_at_each_number() {
    let fixture = Fixture::new();
    fixture.finds_nothing();
    let page = fixture.rendered("03-tiny/sending.html");
    // One more is in the legend.
    for (class, numbers, corners) in [("series-1", 3, 24), ("series-2", 1, 4)] {
        let markers = points(&page, &format!("<polygon class=\"{class}\""));
        assert_eq!(markers.len(), numbers + 1, "{class}");
        assert!(markers.iter().all(|marker| marker.len() == corners));
    }
}

#[test]
fn what_could_not_be_measured_interrupts_the_line() {
    let fixture = Fixture::new();
    fixture.replace(DATA, "y = [0.50, 2, 1234.5]", "y = [0.50, nan, 1234.5]");
    fixture.finds_nothing();
    let page = fixture.rendered("03-tiny/sending.html");
    // The one in the legend.
    let lines = points(&page, "<polyline fill=\"none\" class=\"series-1\"");
    assert_eq!(lines.len(), 1);
}
