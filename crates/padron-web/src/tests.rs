//! What holds for every page, in both languages and in every state that the samples know.

mod every_page;
mod hostile;
mod markup;
mod style;
mod words;
