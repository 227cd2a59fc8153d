//! Texts of the demonstration's declarations.

use serde_json::{Value, json};

/// The topics every declaration has.
pub fn topics() -> Value {
    json!({
        "objectives": "提升业务办理效率和服务质量，形成可量化的年度目标",
        "needs": "覆盖受理、流转、办结、统计分析等环节，满足区、街道两级使用",
        "data_acquisition": "通过区大数据共享交换平台获取，不重复采集",
        "management": "成立项目工作组，明确建设、运维和安全责任人",
        "mechanisms": "建立业务协同和数据更新机制，纳入日常工作",
        "performance": "办理时限压缩三成，数据共享率达到九成",
    })
}

pub fn operation_terms() -> Value {
    json!({
        "authorising_body": "区政府授权",
        "conditions": "具备相应资质和安全能力",
        "procedure": "公开征集、评审、签订协议",
        "data_scope": "经脱敏的公共服务数据目录",
        "platform": "依托区大数据平台提供服务，数据可用不可见",
        "conduct": "按协议开发产品和服务，定期报告",
        "security_confidentiality": "分类分级保护，全程留痕",
        "evaluation_exit": "年度评价，不合格的退出",
    })
}

/// What each project is about, in words of its own: the duplicate check reads
/// them.
pub fn summary(project: &str) -> &'static str {
    match project {
        "evaluated" => "街道网格员巡查上报、事件分派和办结评价",
        "important" => "汇聚公立医院诊疗数据，支撑分级诊疗和检查结果互认",
        "operating" => "低保、临时救助对象的申请核对和动态管理",
        "draft" => "居家养老服务派单、助餐点结算和满意度回访",
        "declared" => "政务大厅自助终端增加高频证照打印事项",
        "reviewed" => "高血压糖尿病患者随访提醒和家庭医生签约",
        "approved" => "殡仪服务网上预约、惠民减免审核和收费公示",
        "letter" => "传染病监测预警、流调处置和应急物资调度",
        "budgeted" => "辖区人口、楼宇、事件指标的汇总展示",
        "service" => "现有十二个业务系统的驻场维护和值守",
        "data" => "医疗公共数据脱敏治理后面向企业授权运营",
        "accepting" => "婚姻登记预约排队、材料预审和档案查询",
        "returned" => "老旧居民楼电梯、消防和用电的传感监测",
        "failed" => "养老机构床位、护理记录和安全检查监管",
        "suspended" => "燃气、供水管线井盖位移和泄漏监测",
        "terminated" => "早期视频探头更换和图像存储扩容",
        _ => "",
    }
}
