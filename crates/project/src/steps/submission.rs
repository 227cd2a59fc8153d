//! Materials and the declaration itself.

use tongchou_rules::{Facts, vocabulary};

use super::checks::{all, going, not_ahead, unless};
use super::{Applied, Made, Step};
use crate::actor::Env;
use crate::acts::AnswerRow;
use crate::acts::{
    DeclareProject, EndorseDeclaration, RecordFalseDeclaration, SubmitMaterial, WithdrawProject,
    words,
};
use crate::file::is_sm3;
use crate::refusal::StateFinding;
use crate::state::{Conclusion, Document, FalseDeclaration, Project, Return};

impl Project {
    /// Puts a document on file that an act brings with it.
    pub(super) fn keep_on_file(&mut self, material: &str, number: Option<&String>, made: &Made) {
        let title = vocabulary::MATERIALS.label(material).unwrap_or(material);
        self.documents.push(Document {
            material: material.to_owned(),
            title: title.to_owned(),
            number: number.cloned(),
            dated_on: Some(made.on),
            note: None,
            digest: None,
            by: made.by.clone(),
            on: made.on,
        });
    }

    /// A new plan is not the one that was reviewed.
    fn forget_cryptography_review(&mut self) {
        for material in [
            "cryptography_plan",
            "cryptography_expert_opinion",
            "cryptography_review_form",
            "cryptography_opinion",
        ] {
            self.passed.remove(material);
        }
        self.cryptography_submitted_on = None;
        self.cryptography_opinion = None;
    }
}

impl Step for SubmitMaterial {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        going(project)
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let settled = project.letter.is_some()
            && self.material == "cryptography_plan"
            && project.passed.contains("cryptography_opinion");
        all([
            self.dated_on
                .and_then(|dated| not_ahead("材料日期", dated, env)),
            unless(
                self.digest
                    .as_deref()
                    .is_none_or(|digest| is_sm3(&digest.to_ascii_lowercase())),
                "文件摘要值不是 SM3 摘要值",
                "填写 64 位数字和字母（0 至 9、a 至 f），或者直接上传文件",
                "",
            ),
            unless(
                env.regulation.reading("paper_materials") != "file_only"
                    || !self.files.is_empty()
                    || self.digest.is_some(),
                "没有附文件，也没有填写文件摘要值",
                "请附上文件，或者填写另存文件的摘要值；纸质材料是否算已提交见设置",
                "29",
            ),
            unless(
                !settled,
                "审查意见函出具后不得更换已审核同意的密码应用方案",
                "确需调整的，请办理变更",
                "10",
            ),
            unless(
                !self.is_under_review(project, env),
                "申报材料已经随申报提交，不能更换",
                "退回补正后再提交；出函以后的调整请办理变更",
                "13",
            ),
            ACTS_THAT_FILE
                .iter()
                .find(|(material, _)| *material == self.material)
                .map(|(_, act)| {
                    let title = env
                        .regulation
                        .act(act)
                        .map_or(*act, |act| act.title.as_str());
                    StateFinding::new(
                        format!("“{}”由办理“{title}”形成，不单独提交", self.title),
                        format!("请办理“{title}”"),
                    )
                }),
        ])
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        if self.material == "cryptography_plan" {
            project.forget_cryptography_review();
        }
        project.documents.push(Document {
            material: self.material.clone(),
            title: self.title.clone(),
            number: self.document_number.clone(),
            dated_on: self.dated_on,
            note: self.note.clone(),
            digest: self.digest.clone(),
            by: made.by.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        let kind = vocabulary::MATERIALS
            .label(&self.material)
            .unwrap_or(&self.material);
        format!("提交{kind}（{}）", self.title)
    }
}

impl SubmitMaterial {
    /// Whether it would take the place of what was declared with. The papers of the
    /// cryptography review have their own order.
    fn is_under_review(&self, project: &Project, env: &Env) -> bool {
        let materials = env.regulation.materials();
        let declared_with = materials.iter().any(|known| {
            known.id == self.material
                && known.stage == "declaration"
                && !known.id.starts_with("cryptography_")
        });
        declared_with && project.declared() && project.has(&self.material)
    }
}

/// Materials that only an act of its own can bring: a paper alone proves nothing.
const ACTS_THAT_FILE: &[(&str, &str)] = &[
    ("cryptography_opinion", "issue_cryptography_opinion"),
    ("acceptance_form", "apply_for_acceptance"),
    ("mlps_filing", "record_mlps_filing"),
    ("mlps_assessment", "record_assessment"),
    ("cryptography_assessment", "record_assessment"),
    ("software_test_report", "record_assessment"),
    ("cryptography_report_filing", "file_cryptography_report"),
    ("operation_plan", "file_operation_plan"),
    ("asset_list", "register_assets"),
    ("reuse_undertaking", "adopt_result"),
    ("self_evaluation_report", "submit_self_evaluation"),
    ("midterm_report", "submit_midterm_report"),
    ("performance_report", "report_performance"),
];

impl Step for EndorseDeclaration {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["outcome"];

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([
            super::checks::ended(project),
            unless(
                !project.declared(),
                "项目已正式申报",
                "统筹在申报前进行",
                "8",
            ),
            unless(
                project.declaration.endorsement.is_none(),
                "项目已经统筹同意",
                "内容修改后须重新统筹",
                "8",
            ),
        ])
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.outcome = Some(self.outcome.clone());
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        if self.outcome == "pass" {
            project.declaration.endorsement = Some(Conclusion {
                outcome: self.outcome.clone(),
                opinion: self.opinion.clone(),
                number: None,
                by: made.by.clone(),
                on: made.on,
            });
        } else {
            project.declaration.returns.push(Return {
                answers: Vec::new(),
                step: "统筹".to_owned(),
                opinion: self.opinion.clone(),
                defects: Vec::new(),
                on: made.on,
            });
        }
        Ok(())
    }

    fn tell(&self) -> String {
        format!(
            "出具统筹意见：{}",
            words::label(words::PASS_RETURN, &self.outcome)
        )
    }
}

impl Step for DeclareProject {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([
            super::checks::ended(project),
            unless(
                !project.declared(),
                "项目已正式申报",
                "如需修改，请待退回后办理",
                "8",
            ),
        ])
    }

    fn known(_: &Project, _: &Env, facts: &mut Facts) {
        // The commitment is signed in this very form.
        if let Some(submitted) = &mut facts.submitted {
            submitted.insert("truth_commitment".to_owned());
        }
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let returned = project.declaration.returns.last();
        let asked = returned.map_or(0, |returned| returned.defects.len());
        let is_said = |row: &&AnswerRow| {
            let answer = row.answer.as_deref().unwrap_or_default();
            !answer.trim().is_empty()
        };
        let open = asked.saturating_sub(self.answers.iter().filter(is_said).count());
        let says = format!("退回补正时提出{asked}处问题，还有{open}处没有答复");
        all([
            not_ahead("承诺书签署日期", self.signed_on, env),
            unless(
                open == 0,
                &says,
                "请改正后在“对补正意见的答复”中逐条说明补正情况",
                "15",
            ),
        ])
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.declaration.declared_on = Some(made.on);
        project.declaration.signed_by = Some(self.signed_by.clone());
        if let Some(returned) = project.declaration.returns.last_mut() {
            returned.answers.clone_from(&self.answers);
        }
        project.keep_on_file("truth_commitment", None, made);
        Ok(())
    }

    fn tell(&self) -> String {
        format!("正式申报，承诺书由{}签署", self.signed_by)
    }
}

impl Step for WithdrawProject {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        going(project)
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.withdrawn = Some(made.on);
        Ok(())
    }

    fn tell(&self) -> String {
        "撤回项目".to_owned()
    }
}

impl Step for RecordFalseDeclaration {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["evidence"];

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.evidence = Some(self.evidence.is_some());
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.false_declarations.push(FalseDeclaration {
            facts: self.facts.clone(),
            evidence: self.evidence.clone(),
            by: made.by.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        "记录虚假申报".to_owned()
    }
}
