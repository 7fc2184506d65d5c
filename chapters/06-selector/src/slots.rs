//! A table whose places are used again, and whose keys are not.

use std::num::NonZeroU32;

use crate::key::Key;

/// Values by [`Key`]: a vector, in which a place that was given up is the next to be
/// taken. Each of the calls but [`Slots::iter`] takes a constant time.
#[derive(Debug)]
pub(crate) struct Slots<T> {
    places: Vec<Place<T>>,
    /// The place that was given up last, which knows the one before it.
    free: Option<FreePlace>,
    taken: usize,
}

#[derive(Debug)]
struct Place<T> {
    generation: u32,
    content: Content<T>,
}

#[derive(Debug)]
enum Content<T> {
    Taken(T),
    Free { next: Option<FreePlace> },
}

/// The number of a place, counted from 1, so that `None` takes no room of its own.
type FreePlace = NonZeroU32;

impl<T> Slots<T> {
    /// How many bytes a place takes.
    #[cfg(test)]
    pub(crate) const PLACE: usize = size_of::<Place<T>>();

    pub(crate) const fn new() -> Self {
        Self {
            places: Vec::new(),
            free: None,
            taken: 0,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.taken
    }

    /// The key that the next [`insert`](Self::insert) will return, or `None` if there
    /// is no place any more.
    pub(crate) fn next_key(&self) -> Option<Key> {
        let Some(free) = self.free else {
            let index = u32::try_from(self.places.len()).ok()?;
            let generation = 0;
            return (index < u32::MAX).then_some(Key { index, generation });
        };
        let index = free.get().saturating_sub(1);
        let generation = self.places.get(index as usize)?.generation;
        Some(Key { index, generation })
    }

    pub(crate) fn insert(&mut self, value: T) -> Option<Key> {
        let key = self.next_key()?;
        match self.places.get_mut(key.index as usize) {
            Some(place) => {
                if let Content::Free { next } = place.content {
                    self.free = next;
                }
                place.content = Content::Taken(value);
            }
            None => self.places.push(Place {
                generation: key.generation,
                content: Content::Taken(value),
            }),
        }
        self.taken = self.taken.saturating_add(1);
        Some(key)
    }

    pub(crate) fn get(&self, key: Key) -> Option<&T> {
        let place = self.places.get(key.index as usize)?;
        match &place.content {
            Content::Taken(value) if place.generation == key.generation => {
                Some(value)
            }
            _ => None,
        }
    }

    pub(crate) fn get_mut(&mut self, key: Key) -> Option<&mut T> {
        let place = self.places.get_mut(key.index as usize)?;
        match &mut place.content {
            Content::Taken(value) if place.generation == key.generation => {
                Some(value)
            }
            _ => None,
        }
    }

    /// Gives the place up. It is used again, in the next generation.
    pub(crate) fn remove(&mut self, key: Key) -> Option<T> {
        self.get(key)?;
        let place = self.places.get_mut(key.index as usize)?;
        let content = Content::Free { next: self.free };
        let content = std::mem::replace(&mut place.content, content);
        // After four thousand million generations a place stays empty for good,
        // rather than that a key be given out twice.
        if let Some(generation) = place.generation.checked_add(1) {
            place.generation = generation;
            self.free = NonZeroU32::new(key.index.saturating_add(1));
        }
        self.taken = self.taken.saturating_sub(1);
        match content {
            Content::Taken(value) => Some(value),
            Content::Free { .. } => None,
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Key, &T)> {
        let numbered = (0..).zip(&self.places);
        numbered.filter_map(|(index, place)| match &place.content {
            Content::Taken(value) => {
                let generation = place.generation;
                Some((Key { index, generation }, value))
            }
            Content::Free { .. } => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_used_again_and_its_former_key_finds_nothing() {
        let mut slots = Slots::new();
        let first = slots.insert('a').unwrap();
        let second = slots.insert('b').unwrap();
        assert_eq!(slots.remove(first), Some('a'));
        assert_eq!(slots.remove(first), None);
        assert_eq!(slots.next_key().unwrap().index, first.index);
        let third = slots.insert('c').unwrap();
        assert_eq!(third.index, first.index);
        assert_ne!(third, first);
        assert_eq!(slots.get(first), None);
        assert_eq!(slots.get_mut(first), None);
        assert_eq!(slots.get(third), Some(&'c'));
        *slots.get_mut(second).unwrap() = 'd';
        let all: Vec<_> = slots.iter().collect();
        assert_eq!(all, [(third, &'c'), (second, &'d')]);
        assert_eq!(slots.len(), 2);
    }

    #[test]
    fn places_that_were_given_up_are_taken_before_there_are_more() {
        let mut slots = Slots::new();
        let keys: Vec<_> = (0..4).map(|n| slots.insert(n).unwrap()).collect();
        for key in &keys {
            slots.remove(*key);
        }
        assert_eq!(slots.len(), 0);
        for n in 0..4 {
            assert_eq!(slots.next_key(), slots.insert(n));
        }
        assert_eq!(slots.places.len(), 4);
        assert_eq!(slots.len(), 4);
    }

    /// It would need centuries to come here by itself.
    #[test]
    fn a_place_in_its_last_generation_is_never_taken_again() {
        let mut slots = Slots::new();
        let key = slots.insert('a').unwrap();
        slots.places[0].generation = u32::MAX;
        let last = Key {
            generation: u32::MAX,
            ..key
        };
        assert_eq!(slots.remove(last), Some('a'));
        assert_eq!(slots.get(last), None);
        let next = slots.insert('b').unwrap();
        assert_ne!(next.index, key.index);
    }
}
