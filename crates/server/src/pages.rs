//! The pages: each module is one noun, and what it shows. A page asks the
//! project's rules what can be done and shows the answer; it decides nothing.

pub mod acts;
mod address;
pub mod assets;
pub mod batch;
mod clock;
pub mod decisions;
pub mod desks;
pub mod dossier;
pub mod drafts;
pub mod exports;
pub mod home;
pub mod invitations;
pub mod letters;
pub mod listing;
pub mod lists;
pub mod log;
pub mod meetings;
pub mod opened;
pub mod opinion;
pub mod panel;
pub mod password;
pub mod people;
pub mod project;
pub mod projects;
pub mod public;
pub mod registers;
pub mod regulation;
pub mod review;
pub mod reviews;
pub mod search;
pub mod settings;
pub mod sheet;
pub mod sign_in;
pub mod told;
pub mod views;
pub mod words;
