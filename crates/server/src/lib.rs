//! The server of Tongchou: pages, JSON API and command line over the store,
//! the projects' rules and the regulation. It holds no rule of the law: a
//! handler that compares an amount is a defect.

pub mod accounts;
pub mod api;
pub mod app;
pub mod archive;
pub mod check;
pub mod cli;
pub mod clock;
pub mod demo;
pub mod drafts;
pub mod files;
pub mod format;
pub mod forms;
pub mod imports;
pub mod jobs;
pub mod limiter;
pub mod listen;
pub mod official_text;
pub mod open_data;
pub mod outside;
pub mod pack;
pub mod pages;
pub mod papers;
pub mod ready;
pub mod router;
pub mod search;
pub mod soundness;
pub mod web;
pub mod workbook;
