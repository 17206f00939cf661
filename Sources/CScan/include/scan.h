#ifndef CSCAN_SCAN_H
#define CSCAN_SCAN_H
#endif
