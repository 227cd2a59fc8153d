//! The pages: each module is one noun, and what it shows. A page asks the
//! project's rules what can be done and shows the answer; it decides nothing.

pub mod acts;
mod address;
pub mod assets;
mod clock;
pub mod desks;
pub mod exports;
pub mod home;
pub mod listing;
pub mod lists;
pub mod log;
pub mod password;
pub mod people;
pub mod project;
pub mod projects;
pub mod public;
pub mod registers;
pub mod regulation;
pub mod search;
pub mod settings;
pub mod sheet;
pub mod sign_in;
pub mod told;
pub mod views;
pub mod words;
