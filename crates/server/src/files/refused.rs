//! Why a file is not taken: an expected answer, in words for who sent it. It
//! never repeats what the file says.

use serde::{Deserialize, Serialize};

/// Said of a file, and what would help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    pub says: String,
    pub remedy: String,
    /// It bears a mark of secrecy: nothing of it is kept, not even its name.
    #[serde(default)]
    pub withheld: bool,
}

impl Refused {
    pub fn new(says: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            says: says.into(),
            remedy: remedy.into(),
            withheld: false,
        }
    }

    /// The one answer to a mark of secrecy, whatever bears it (A6).
    pub fn secret() -> Self {
        Self {
            says: "所选文件的名称或内容带有国家秘密标志，文件没有保存（第六条）".to_owned(),
            remedy: "涉及国家秘密的内容不得录入本系统，请按保密规定办理；已通知安全管理员\
                     （只记录人员、时间和表单，不含内容）"
                .to_owned(),
            withheld: true,
        }
    }

    /// One line for a field's error.
    pub fn line(&self) -> String {
        format!("{}。{}", self.says, self.remedy)
    }
}
