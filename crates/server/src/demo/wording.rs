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
