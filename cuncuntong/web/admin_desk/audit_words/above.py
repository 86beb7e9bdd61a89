"""The audit log's words: what is handed to the province, and what comes from there."""

from __future__ import annotations

ACTIONS: dict[str, str] = {
    "above.answer_older": "收到上级较旧的答复",
    "above.answer_problem": "收到上级答复，待人工处理",
    "above.answer_settled": "人工处理上级答复",
    "above.answer_taken": "采用上级答复",
    "above.circuit_closed": "上级系统恢复连接",
    "above.circuit_opened": "上级系统断开，暂停呼叫",
    "above.circuit_tried": "人工试连上级系统",
    "above.feed_begun": "开始接收上级台账",
    "above.feed_cancelled": "作废台账接收",
    "above.feed_checked": "核对上级台账",
    "above.feed_resumed": "继续接收上级台账",
    "above.feed_right_rows": "决定照收台账中无误的行",
    "above.feed_taken": "上级台账收完",
    "above.made": "准备报送上级",
    "above.package_brought_in": "导入上级结果包",
    "above.package_exported": "下载报送包",
    "above.package_made": "生成报送包",
    "above.package_refused": "整包退回",
    "above.package_taken": "收下上级结果包",
    "above.read": "查看上级报送",
    "above.rejected": "上级拒收报送",
    "above.send_now": "人工再次报送或催问",
    "above.sent": "报送上级",
    "above.withdrawn": "撤回报送",
    "above.wrong_rows_exported": "下载上级数据退回的行",
}

OBJECTS: dict[str, str] = {
    "above.Answer": "上级答复",
    "above.Circuit": "上级接口",
    "above.FeedRun": "上级台账接收",
    "above.Handover": "上级报送",
    "above.Package": "交换文件包",
}
