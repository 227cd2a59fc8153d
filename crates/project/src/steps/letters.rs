//! Letters that come back sealed: the scan is kept beside the letter it is of.

use super::checks::{absent, all, unless};
use super::{Applied, Made, Step};
use crate::actor::Env;
use crate::acts::FileSealedLetter;
use crate::refusal::StateFinding;
use crate::state::{Numbered, Project};

impl Project {
    /// The letters whose sealed scan a body may file: those it issued; receipts,
    /// which tell of what the unit did, are the issuing organ's.
    pub(crate) fn letters_sealed_by(&self, body: &str) -> impl Iterator<Item = Numbered> + '_ {
        let body = body.to_owned();
        let issued = move |letter: &Numbered| {
            letter.by.body == body || (letter.by.body == self.unit && body != self.unit)
        };
        self.letters().filter(issued)
    }
}

impl Step for FileSealedLetter {
    type Of = Project;

    fn ready(project: &Project, env: &Env) -> Vec<StateFinding> {
        let any = project.letters_sealed_by(&env.actor.body).next().is_some();
        unless(
            any,
            "还没有本单位出具的、有文号的文书",
            "出具文书并盖章以后再提交扫描件",
            "29",
        )
        .into_iter()
        .collect()
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let mut own = project.letters_sealed_by(&env.actor.body);
        let known = own.any(|letter| letter.number == self.letter);
        all([
            (!known).then(|| absent("文书").by("29")),
            unless(
                !self.files.is_empty(),
                "没有选择盖章扫描件",
                "请上传加盖印章后的扫描件",
                "29",
            ),
            unless(
                self.files.iter().all(is_scan),
                "盖章扫描件不是 PDF 或者图片",
                "请上传扫描得到的 PDF 或者图片，不要上传可以编辑的文件",
                "29",
            ),
        ])
    }

    fn apply(&self, _: &mut Project, _: &Made) -> Applied {
        // its files are remembered with the files of every act
        Ok(())
    }

    fn tell(&self) -> String {
        format!("提交{}的盖章扫描件", self.letter)
    }

    fn filed_as(&self) -> Option<String> {
        Some(self.letter.clone())
    }
}

/// A picture of the paper, not a text that could be edited.
fn is_scan(file: &crate::file::File) -> bool {
    file.media_type == "application/pdf" || file.media_type.starts_with("image/")
}
