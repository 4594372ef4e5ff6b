#pragma once

extern int counter;
void lock_counter();
void unlock_counter();
