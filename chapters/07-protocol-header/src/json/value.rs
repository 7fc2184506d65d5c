//! What a text says: a tree of values.

use std::borrow::Cow;

use super::number::Number;

/// A JSON value. Its strings point into the text that it was read from, unless they
/// had to be changed.
///
/// Two values are equal if they are written alike, in the same order.
///
/// ```
/// use app_protocol::json::{self, Object, Value};
///
/// let request = json::parse(br#"{"action": "search", "value": "ring"}"#)?;
/// assert_eq!(request.get("value").and_then(Value::as_str), Some("ring"));
///
/// let answer = Value::from(Object::from([("result", "round")]));
/// assert_eq!(answer.to_string(), r#"{"result":"round"}"#);
/// # Ok::<(), json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
// ANCHOR: value
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it is written.
    Number(Number<'a>),
    /// A string, without its quotes and escapes.
    String(Cow<'a, str>),
    /// Values in a row.
    Array(Vec<Value<'a>>),
    /// Values by name.
    Object(Object<'a>),
}
// ANCHOR_END: value

impl<'a> Value<'a> {
    /// The member of this name, if this is an object that has one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.as_object()?.get(name)
    }

    /// The string, if this is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if this is one.
    #[must_use]
    pub const fn as_number(&self) -> Option<&Number<'a>> {
        match self {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The object, if this is one.
    #[must_use]
    pub const fn as_object(&self) -> Option<&Object<'a>> {
        match self {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The same value, which no longer needs the text. Each string and number then has
    /// memory of its own, beyond what [`MEMORY_FACTOR`](super::MEMORY_FACTOR) says.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Null => Value::Null,
            Value::Bool(truth) => Value::Bool(truth),
            Value::Number(number) => Value::Number(number.into_owned()),
            Value::String(text) => Value::String(owned(text)),
            Value::Array(elements) => {
                Value::Array(elements.into_iter().map(Value::into_owned).collect())
            }
            Value::Object(object) => Value::Object(object.into_owned()),
        }
    }
}

pub(super) fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

/// The members of an object: values by name, in the order in which they are written.
///
/// No name stands in it twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Object<'a> {
    members: Vec<(Cow<'a, str>, Value<'a>)>,
}

impl<'a> Object<'a> {
    /// `{}`
    #[must_use]
    pub const fn new() -> Self {
        Self {
            members: Vec::new(),
        }
    }

    /// The value of this name. Each is looked at in turn: objects are small.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.iter()
            .find_map(|(other, value)| (other == name).then_some(value))
    }

    /// Adds a member at the end, or gives the one of this name another value.
    ///
    /// ```
    /// use app_protocol::json::{Object, Value};
    ///
    /// let mut object = Object::from([("a", 1), ("b", 2)]);
    /// object.push("c", 3);
    /// object.push("a", 4);
    /// assert_eq!(Value::from(object).to_string(), r#"{"a":4,"b":2,"c":3}"#);
    /// ```
    pub fn push(
        &mut self,
        name: impl Into<Cow<'a, str>>,
        value: impl Into<Value<'a>>,
    ) {
        let (name, value) = (name.into(), value.into());
        match self.members.iter_mut().find(|(other, _)| *other == name) {
            Some((_, old)) => *old = value,
            None => self.members.push((name, value)),
        }
    }

    /// Names and values, in the order in which they are written.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value<'a>)> {
        self.members
            .iter()
            .map(|(name, value)| (name.as_ref(), value))
    }

    /// How many members there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether it is `{}`.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The same object, which no longer needs the text.
    #[must_use]
    pub fn into_owned(self) -> Object<'static> {
        let members = self.members.into_iter();
        Object {
            members: members
                .map(|(name, value)| (owned(name), value.into_owned()))
                .collect(),
        }
    }

    /// From the reader, which has seen to it that no name stands twice.
    pub(super) const fn of_distinct(
        members: Vec<(Cow<'a, str>, Value<'a>)>,
    ) -> Self {
        Self { members }
    }

    #[cfg(test)]
    pub(super) const fn members(&self) -> &Vec<(Cow<'a, str>, Value<'a>)> {
        &self.members
    }
}

impl<'a> IntoIterator for Object<'a> {
    type Item = (Cow<'a, str>, Value<'a>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.members.into_iter()
    }
}

impl<'a, N: Into<Cow<'a, str>>, V: Into<Value<'a>>> FromIterator<(N, V)>
    for Object<'a>
{
    /// Of two values for a name, the last counts.
    fn from_iter<I: IntoIterator<Item = (N, V)>>(members: I) -> Self {
        let mut object = Self::new();
        for (name, value) in members {
            object.push(name, value);
        }
        object
    }
}

impl<'a, N: Into<Cow<'a, str>>, V: Into<Value<'a>>, const LENGTH: usize>
    From<[(N, V); LENGTH]> for Object<'a>
{
    fn from(members: [(N, V); LENGTH]) -> Self {
        members.into_iter().collect()
    }
}

impl From<bool> for Value<'_> {
    fn from(truth: bool) -> Self {
        Value::Bool(truth)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::String(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::String(Cow::Owned(text))
    }
}

impl<'a> From<Number<'a>> for Value<'a> {
    fn from(number: Number<'a>) -> Self {
        Value::Number(number)
    }
}

impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Value::Number(number.into())
    }
}

impl<'a> From<Vec<Value<'a>>> for Value<'a> {
    fn from(elements: Vec<Value<'a>>) -> Self {
        Value::Array(elements)
    }
}

impl<'a> From<Object<'a>> for Value<'a> {
    fn from(object: Object<'a>) -> Self {
        Value::Object(object)
    }
}
