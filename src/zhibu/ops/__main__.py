from zhibu.ops.cli import main

main()
