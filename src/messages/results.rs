//! Messages of [`crate::results`].

catalogue! { results;
    // Writing a file.
    is_output_of_run = "the output or messages of this run go to it";
    no_ordinary_file = "it is not a regular file";
    cannot_write(file, why) = "cannot write `{file}`: {why}";
    write_another_format = "write another format: end the file in .csv or .parquet";
    close_it = "close it there, or write to another file";
    check_path = "check the path and the permissions of its folder";
    free_space = "free space on the disk, or write to a file on another disk";
    open_elsewhere = "another program, such as a spreadsheet, has it open, or permission is denied";
    no_such_folder = "its folder does not exist";
    folder_is_no_folder = "its folder is not a folder";
    is_a_folder = "it is a folder";
    permission_denied = "permission is denied";
    disk_full = "the disk is full";
    disk_read_only = "the disk can only be read";

    // Formats.
    #[cfg(not(feature = "engine"))]
    no_parquet = "this build cannot write Parquet";

    // Tables on a terminal.
    and_more_rows(count, shown) = "… and {shown} more row" | "… and {shown} more rows";

    // Workbooks.
    sheet_too_small = "a sheet holds at most 1,048,575 rows and 16,384 columns; write CSV or Parquet";
    text_too_long(row, column, length, most) =
        "row {row}, column `{column}` has a text of {length} characters, and a cell of a workbook holds at most \
         {most}; write CSV or Parquet";
}
