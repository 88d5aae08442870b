module anchors-parser

go 1.25
