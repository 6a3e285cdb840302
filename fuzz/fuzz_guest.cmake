# Over the fake engine of the unit tests.
add_library(fuzz_guest_host OBJECT ${CMAKE_SOURCE_DIR}/tests/unit/guest/fake_host.c)
target_link_libraries(fuzz_guest_host PUBLIC troupe_flags)
target_include_directories(fuzz_guest_host PUBLIC ${CMAKE_SOURCE_DIR}/tests/unit/guest)
troupe_fuzz(guest fuzz_guest_host troupe_handler troupe_guest troupe_base)
