module c_parser_from_go

go 1.17
