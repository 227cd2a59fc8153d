//! The life cycle against the real pack: each act both ways, what must never
//! happen over random sequences, who may do what, and a second opinion in plain
//! Rust on the main gates.

mod acceptance;
mod cases;
mod construction;
mod declaration;
mod histories;
mod lifecycle;
mod money;
mod never;
mod oracle;
mod registers;
mod review;
mod shape;
mod supervision;
mod world;
