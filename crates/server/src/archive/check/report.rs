//! What came of a check, and what it says at the terminal.

use std::fmt;

/// How far a package's origin is vouched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// Signed with a key that the one who checks knows.
    Known { signer: String },
    /// Signed with the key that came with it: it could be anybody's.
    Enclosed { signer: String, key: String },
    /// Not signed at all.
    Unsigned,
}

#[derive(Debug, Default)]
pub struct Report {
    pub title: String,
    pub unit: String,
    pub project: String,
    /// When, in words.
    pub made: String,
    pub entries: usize,
    pub bytes: u64,
    pub listed: usize,
    pub events: usize,
    /// Of them, those whose content was kept from whom the package was made for.
    pub withheld: usize,
    pub origin: String,
    pub size: u64,
    pub trust: Option<Trust>,
    pub faults: Vec<String>,
    /// Whether there are more than are told.
    pub more: bool,
}

/// Faults that are told.
const TOLD: usize = 100;

impl fmt::Display for Report {
    /// For the terminal: what was found, and how far it can be relied on.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_sound() {
            writeln!(out, "核验不通过：")?;
            for fault in &self.faults {
                writeln!(out, "  {fault}")?;
            }
            return if self.more {
                writeln!(out, "  其余问题从略")
            } else {
                Ok(())
            };
        }
        writeln!(
            out,
            "核验通过：{}（{}），归档目录 {} 项，包内文件 {} 个，事件 {} 个，{} 生成",
            self.title, self.unit, self.listed, self.entries, self.events, self.made
        )?;
        if self.withheld > 0 {
            writeln!(
                out,
                "其中 {} 个事件的内容对下载者不公开，只有证明",
                self.withheld
            )?;
        }
        match &self.trust {
            Some(Trust::Known { signer }) => {
                writeln!(out, "由 {signer} 签名，公钥与所给的一致")
            }
            Some(Trust::Enclosed { signer, .. }) => writeln!(
                out,
                "签名有效，签名者自称 {signer}；公钥随包附来，没有得到证实，请用 --key 给出可靠的公钥"
            ),
            Some(Trust::Unsigned) | None => {
                writeln!(out, "没有签名：内容前后一致，但不能证明出自哪个系统")
            }
        }
    }
}

impl Report {
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    pub(super) fn fault(&mut self, says: impl Into<String>) {
        if self.faults.len() < TOLD {
            self.faults.push(says.into());
        } else {
            self.more = true;
        }
    }
}
