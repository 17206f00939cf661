#ifndef ATTRSIM_CSQLITE_SHIM_H
#define ATTRSIM_CSQLITE_SHIM_H

#include <sqlite3.h>

// sqlite3_db_config takes a variable number of arguments, which Swift cannot call.

/// Makes a double-quoted name that is unknown an error, where SQLite would take it for a text.
static inline int csqlite_refuse_double_quoted_texts(sqlite3 *connection) {
    int code = SQLITE_OK;
#ifdef SQLITE_DBCONFIG_DQS_DML
    if (code == SQLITE_OK)
        code = sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
#endif
    return code;
}

#endif
