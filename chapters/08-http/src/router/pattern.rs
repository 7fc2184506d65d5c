//! Patterns of paths: `/entries/{id}`.

/// The segments that a path has to have.
#[derive(Debug)]
pub(super) struct Pattern(Vec<Segment>);

#[derive(Debug)]
enum Segment {
    /// This text.
    Literal(String),
    /// Any text but none, which is told by this name.
    Parameter(String),
}

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        let segments = text.strip_prefix('/').unwrap_or(text).split('/');
        Self(segments.map(Segment::new).collect())
    }

    pub(super) fn fits(&self, segments: &[String]) -> bool {
        let mut both = self.0.iter().zip(segments);
        self.0.len() == segments.len()
            && both.all(|(pattern, segment)| match pattern {
                Segment::Literal(text) => text == segment,
                Segment::Parameter(_) => !segment.is_empty(),
            })
    }

    /// The larger of two ranks has a literal first where the other has a parameter.
    pub(super) fn rank(&self) -> Vec<bool> {
        let segments = self.0.iter();
        segments
            .map(|segment| matches!(segment, Segment::Literal(_)))
            .collect()
    }

    /// What the parameters stand for, in a path that fits.
    pub(super) fn parameters(
        &self,
        segments: Vec<String>,
    ) -> impl Iterator<Item = (String, String)> {
        let both = self.0.iter().zip(segments);
        both.filter_map(|(pattern, segment)| match pattern {
            Segment::Literal(_) => None,
            Segment::Parameter(name) => Some((name.clone(), segment)),
        })
    }
}

impl Segment {
    fn new(text: &str) -> Self {
        let name = text
            .strip_prefix('{')
            .and_then(|text| text.strip_suffix('}'));
        match name {
            Some(name) => Self::Parameter(name.to_owned()),
            None => Self::Literal(text.to_owned()),
        }
    }
}
