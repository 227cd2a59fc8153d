//! People who sign in: passwords, sessions, the lock after failures, the three
//! administrators that are never the same person, the bodies people act for.

pub mod bodies;
pub mod invitations;
pub mod notes;
pub mod passwords;
pub mod records;
pub mod separation;
pub mod sessions;
