//! Traditional characters and the simplified ones that stand for them, one for one: those that
//! declarations are written with. A rewriting in the other script is a copy all the same.

use std::sync::LazyLock;

/// Pairs, the traditional character first.
const PAIRS: &str = "並并併并來来係系倉仓個个側侧偵侦備备傳传債债傷伤傾倾僅仅僑侨價价儀仪億亿償偿優优儲储兒儿內内兩两別别劃划劇剧劑剂動动務务勞劳勵励區区協协員员問问單单國国圍围園园\
    圖图團团執执報报場场婦妇嬰婴學学實实審审寫写寶宝將将對对導导層层屬属師师帳账幫帮幹干庫库廣广後后從从態态應应懷怀戲戏戶户換换搶抢擇择據据數数於于時时書书會会東东\
    條条業业構构樂乐樓楼標标樣样機机檔档檢检權权歲岁歸归殘残氣气決决沒没減减測测準准滿满漁渔漢汉灣湾災灾為为無无熱热營营爐炉爭争獎奖獸兽環环產产當当療疗發发監监盤盘\
    碼码稅税種种競竞節节範范築筑篩筛簡简簽签糧粮糾纠約约納纳級级紛纷組组絡络統统綠绿維维網网線线練练縣县績绩織织繪绘繳缴罰罚習习聯联聲声職职聽听腦脑臺台與与華华藝艺\
    藥药處处號号螢荧術术衛卫補补裝装裡里製制複复規规視视觸触計计訊讯訓训記记訟讼訪访設设訴诉評评話话誌志語语說说課课調调談谈證证識识議议護护讀读變变貝贝財财貧贫買买\
    費费貼贴貿贸資资賣卖質质購购車车軟软輛辆輪轮輸输轉转辦办農农這这連连進进運运過过達达遠远適适選选還还邊边鄉乡醫医銀银鋪铺錄录錢钱鍋锅鍵键鎮镇鏈链鑰钥門门開开間间\
    關关陽阳隊队際际險险雜杂難难雲云電电靜静響响頁页項项預预頭头頻频題题願愿類类顯显飛飞養养館馆驗验體体點点黨党齡龄龍龙";

const FIRST: char = '\u{4e00}';
const LAST: char = '\u{9fff}';

/// What each character between the first and the last is written as: every character of
/// every text is looked up here.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let (mut table, mut letters): (Vec<char>, _) = ((FIRST..=LAST).collect(), PAIRS.chars());
    while let (Some(traditional), Some(simplified)) = (letters.next(), letters.next()) {
        if let Some(place) = place(traditional).and_then(|place| table.get_mut(place)) {
            *place = simplified;
        }
    }
    table
});

fn place(letter: char) -> Option<usize> {
    let place = u32::from(letter).checked_sub(u32::from(FIRST))?;
    usize::try_from(place).ok()
}

pub(crate) fn simplified(letter: char) -> char {
    let known = place(letter).and_then(|place| SIMPLIFIED.get(place));
    known.copied().unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::{PAIRS, simplified};

    #[test]
    fn every_character_has_its_partner_and_stays_there() {
        assert_eq!(PAIRS.chars().count() % 2, 0);
        let text: String = "應急預警資訊發布與檔案數據管理"
            .chars()
            .map(simplified)
            .collect();
        assert_eq!(text, "应急预警资讯发布与档案数据管理");
        let all = PAIRS.chars().map(simplified);
        assert!(all.clone().all(|letter| simplified(letter) == letter));
        assert_eq!(
            all.collect::<Vec<_>>()
                .chunks(2)
                .filter(|pair| pair[0] != pair[1])
                .count(),
            0
        );
    }
}
