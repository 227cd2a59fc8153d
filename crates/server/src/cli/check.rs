//! `tongchou check FILE|-`.

use std::fs::File;
use std::io::{self, BufReader, BufWriter};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use super::Law;
use crate::check;

#[derive(Debug, Args)]
pub struct Check {
    /// JSONL 文件；- 为标准输入
    file: String,
    #[command(flatten)]
    law: Law,
}

impl Check {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let law = self.law.load()?;
        let mut output = BufWriter::new(io::stdout().lock());
        let tally = if self.file == "-" {
            check::run(&law, &mut io::stdin().lock(), &mut output)?
        } else {
            let file = File::open(&self.file).with_context(|| self.file.clone())?;
            check::run(&law, &mut BufReader::new(file), &mut output)?
        };
        if tally.bad > 0 {
            eprintln!("tongchou: {} 行中有 {} 行不能回答", tally.lines, tally.bad);
            return Ok(ExitCode::FAILURE);
        }
        Ok(ExitCode::SUCCESS)
    }
}
