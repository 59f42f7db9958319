void print_status(int code);
