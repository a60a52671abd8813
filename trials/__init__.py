"""The test programme for reliability, integrity and security: each trial is one command, prints one
line of JSON, exits 0 or 1, and must fail when a defect is planted in what it tests.

    ./do trials rules --quick
    ./do trials R-drools --seed 7 --n 20000
    ./do trials R-drools --break last-hit      (must fail)
"""
